/*
 * stale.h - for the proof: which of some loads is the one that is out of order.
 *
 * Theory of operation. What an execution does is a graph: each load reads a store, and a load comes
 * before the stores that are newer than the one that it reads. If the graph has a cycle through
 * such edges, every interleaving has a load on it that comes too late, after a newer store. Store
 * buffering has such a cycle, and two interleavings: in each, the load of the thread that is second
 * comes too late. One of them is enough.
 *
 * The stores that are newer than the one that a load would read may lead to it, in the dependencies
 * of the execution so far, only by way of other loads and the stores that these come before. Then,
 * without these edges and with the load before the newer stores instead, the dependencies still
 * have no cycle: in such an order, some of the other loads come too late, and each load reads what
 * it read. If all of them are of later threads, the first load need not be the one. Each time,
 * loads of later threads stand in for one of an earlier thread, and that comes to an end (a
 * multiset order: Dershowitz and Manna, CACM 1979); so one interleaving is left for each graph.
 *
 * Whether it is so depends on nothing but what the load depends on, so it is the same in all
 * interleavings that differ in the order of independent steps.
 *
 * What a step depends on is followed through single accesses. Of others (locks, waits, joins, what
 * a thread begins with) all counts that their clock knows, so that more seem to lead to the load
 * than do: then it is shown twice. Threads are compared by number where the first thread started
 * both, as only then each order of steps gives them the same numbers.
 */
#ifndef STALE_H
#define STALE_H

#include <stdbool.h>
#include <stdint.h>

/* A store that is newer than the one that the load would read: the step of its thread. */
struct newer {
    int thread;
    uint32_t step;
};

/* Whether another interleaving shows what the running thread's load, the last step on the path,
 * would read if that came before the newer stores: with another load that comes too late. */
bool stale_elsewhere(const struct newer *newer, int count);

#endif
