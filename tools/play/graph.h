/*
 * graph.h - all that can come in a small program, as a graph for the page (page.h): a node for each
 * state in which the player may be, an edge for each decision.
 *
 * Two lines lead to the same node if each thread has done and read the same on both, and what they
 * share is the same: a thread's own data follow from what it has read. So nothing is left out, and
 * whether a program can still be broken from a node is known exactly, by what can be reached.
 */
#ifndef GRAPH_H
#define GRAPH_H

#include "model.h"

struct graph {
    json_t *json; /* see graph.c for its members */
    long nodes;
    bool is_whole; /* else there are more than most_nodes, or it takes more than these seconds, or
                      some go on for too long: of no use */
};

/*
 * Explores all from where the model's session begins; the session stands somewhere else then.
 * Returns 0, and the caller releases *graph; or an error number, as stepping.h has them.
 */
int graph_of(struct model *model, long most_nodes, double seconds, struct graph *graph);
void graph_release(struct graph *graph);

#endif
