/*
 * happens.h - what happens before what in a trace (C17 5.1.2.4), as edges between its acts.
 *
 * The trace has each thread's vector clock (lib/engine/record.c). From that an edge is made for
 * each thing that a thread learned: from the last act of the other thread that it now knows of, to
 * the act by which it learned so. The order of one thread's own acts is no edge.
 */
#ifndef STORY_HAPPENS_H
#define STORY_HAPPENS_H

#include "acts.h"

struct edge {
    int from, to;       /* acts */
    const char *reason; /* "unlock → lock", "start → first step", …; lives for ever */
};

struct edges {
    struct edge *all;
    int count;
};

/*
 * Finds the edges of the trace that the acts were read from. They include such as follow from
 * others; and, though it orders nothing by itself, from a signal to the thread that it woke.
 * Returns 0, and the caller frees edges->all; or ENOMEM.
 */
int happens_before(const json_t *trace, const struct acts *acts, struct edges *edges);

#endif
