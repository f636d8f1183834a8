/*
 * parallel.h - a proof, or samples, on all processors.
 *
 * Theory of operation. A proof that is not done after some tens of thousands of executions is
 * divided: of the path that it has come to, the uppermost nodes at which something is left to try
 * stay with it, what is below them goes to a child, and so does each thing that is left at them.
 * A child is a copy of this process, made by the kernel, so it has the path, the sleep sets and
 * the program's memory as they are. It goes on by itself, may divide what it has once more, and
 * writes to a file what it came to. As many of all these run at a time as there are processors.
 *
 * In its part a child finds races with steps above it (prove.c), for which something more must be
 * tried at nodes that are not its own: it says so, and whoever has the node adds it, when all the
 * children of a round have ended; until there is no more. How the tree is divided depends on
 * counts alone, and what is told is added in the order in which the children were made. So the
 * numbers in the result are the same on one processor as on many, and in every run.
 *
 * What makes the search begin anew (a place that becomes visible, say) is seen in a child, but
 * must be known above: the child gives the path on which it was seen, and its parent takes it.
 */
#ifndef PARALLEL_H
#define PARALLEL_H

#include "search/search.h"

/* Goes on with the proof after an execution, divided. Ends as search_go_on does. */
enum ended parallel_go_on(double until);

/*
 * Draws samples on all processors: so many (0: any number) with so many executions each, of seeds
 * that follow one another, until one shows a failure that is more than a data race: then those of
 * later seeds don't count, however far they have come. FOUND or OUT_OF_BUDGET.
 */
enum ended parallel_samples(const struct strategy *strategy, unsigned long samples,
                            unsigned long executions, double until);

#endif
