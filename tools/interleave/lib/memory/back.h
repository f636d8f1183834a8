/*
 * back.h - going back: executions that begin alike share their beginning.
 *
 * Theory of operation. A search that goes through a tree goes back from the end of one execution to
 * a node, and takes another way from there. So at nodes where there is another way, or where one
 * may turn up, the state of the execution is kept: a *mark*. To go back to a node is to put back
 * the state of the last mark at or above it, and to run the execution from there. Marks are made
 * from the explorer's own stack, while all threads are at rest (engine_step_aside), and are kept as
 * a stack: those below the node are gone, as the search has done with them.
 *
 * What is kept, and what is not. Everything that the library knows is of one of three kinds:
 *
 * Of the execution, in a mark: what struct engine has of it (EXECUTION_OF_ENGINE); threads, with
 * their clocks and the part of their stacks that is in use, thread-local variables and errno;
 * cells and objects, as far as this execution touched them; scratch memory; the program's globals,
 * those lines that were ever written; what malloc gave. The path above the node, and the schedule
 * so far, are as they were: both only grow.
 *
 * Of the execution, not in a mark: all else. An execution that gets there goes on as it would, but
 * is marked no more, and the next one begins at main: it is irreversible. So it is after each call
 * of a function that doesn't say that its changes are kept: explored_reversibly, in place of
 * explored. So it is, too, where signals or requests to cancel come, orders weaker than seq_cst
 * count, or one thread uses another one's stack: see may_mark.
 *
 * Of the search: what is learned of the program stays, whichever execution learned it: which cells
 * are visible, how they fall apart into spans, which locks are tried, the path's nodes, the tally.
 * Of structures that have both kinds, put_back_cell and put_back_object tell which members are
 * which.
 *
 * What was touched since the mark counts as not touched yet, as it was then. Stacks are put back
 * byte for byte, so all that is on them must be what it would have been: an execution that begins
 * at a mark has the number of the one that the mark is from.
 *
 * Whether executions begin at main or at a mark makes no difference but in time: the same
 * executions come in the same order, with the same events, steps and outcomes. Marks take
 * memory of their own, so there are few, and each is small, or none is made.
 */
#ifndef BACK_H
#define BACK_H

#include <stdbool.h>

/* No marks are left: a search begins, or its path is to be another one. */
void back_forget(void);

/* An execution is to begin at main. */
void back_begin(void);

/* Makes a mark at the path's node, where the running thread is about to choose, if its
 * state can be kept. Returns then, and each time that the search has gone back to there: the path
 * ends with the node then. */
void back_mark(int node);

/* The same before the first choice of a thread, for a search whose executions have just that in
 * common: its node is -1. */
void back_mark_first(void);

/* Runs an execution, whose path is kept as far as the node and has another choice there, from the
 * last mark at or above it to its end. False, and nothing is done: there is none, so it is to begin
 * at main. */
bool back_run(int node);

#endif
