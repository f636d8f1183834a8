/*
 * search.h - one search: executions one after another, in the order of a strategy.
 *
 * Theory of operation. The engine asks the strategy (core/strategy.h) at each step who goes on, and
 * the search asks it after each execution whether there is another one. If what is a step has
 * changed meanwhile (engine.again), all begins anew with what is known now. What executions come to
 * is added to the tally.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "core/deadline.h"
#include "search/strategies.h"

enum ended {
    COMPLETE,      /* all that there is was seen */
    OUT_OF_BUDGET, /* executions or time */
    FOUND,         /* a failure, and the first is enough; or the program can't be explored */
    AGAIN,         /* what is a step has changed: the search must begin anew */
};

/* From now on, only what begins with that schedule is searched; NULL: all. False: it is none, or
 * there is no memory. Whether it fits shows in engine.replay.misfit. */
bool search_from(const char *schedule);

/* Tries schedules from the strategy's beginning, so many (0: any number), until then (0: whenever).
 * Never AGAIN: it begins anew by itself. What comes out is added to the tally. */
enum ended search(const struct strategy *strategy, unsigned long executions, double until);

/* Runs the execution that the proof is set to, and tallies it. COMPLETE: the search may go on. */
enum ended search_run(void);

/* Goes on with the proof after an execution; all but a process of its own may hand parts of it to
 * others (parallel.h). */
enum ended search_go_on(double until, bool may_divide);

#endif
