/*
 * graph.h - all that can come in a small program, as a graph for the page (page.h): a node for each
 * state in which the player may be, an edge for each decision.
 *
 * Two lines lead to the same node if each thread has done and read the same on both, and what they
 * share is the same: a thread's own data follow from what it has read. So nothing is left out, and
 * whether a program can still be broken from a node is known exactly, by what can be reached.
 *
 * Of a program that can come to too many states, the graph may have those to which it comes with
 * few preemptions (Musuvathi, Qadeer: iterative context bounding, PLDI 2007). Two lines lead to the
 * same node then only if the same thread did the last step, after as many preemptions: so what can
 * be reached within the bound is known exactly, too.
 */
#ifndef GRAPH_H
#define GRAPH_H

#include "model.h"

enum { GRAPH_ANY = -1 };

struct graph_limits {
    long nodes;
    double seconds;
    int preemptions; /* what comes with more is left out; GRAPH_ANY: nothing is */
};

struct graph {
    json_t *json; /* see graph.c for its members */
    long nodes;
    bool is_whole; /* else it has more than so many nodes, or takes more than these seconds, or some
                      lines go on for too long: of no use */
    bool left_out; /* some step would have been a preemption too many */
};

/*
 * Explores all from where the model's session begins; the session stands somewhere else then.
 * Returns 0, and the caller releases *graph; or an error number, as stepping.h has them.
 */
int graph_of(struct model *model, const struct graph_limits *limits, struct graph *graph);
void graph_release(struct graph *graph);

#endif
