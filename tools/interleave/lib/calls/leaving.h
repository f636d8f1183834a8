/*
 * leaving.h - how the program's threads begin, and how they and the process come to their ends.
 */
#ifndef LEAVING_H
#define LEAVING_H

#include "core/execution.h"

/* What the fiber of a thread runs. */
void thread_begins(void);

/* The running thread is at its end, behind its cleanup handlers. */
__attribute__((noreturn)) void thread_finish(void *result);

/*
 * The running thread ends the process with that status, as exit does after its handlers (C17
 * 7.22.4.4), _Exit, or the return from main (5.1.2.2.3). Doesn't return.
 *
 * Nothing orders that with what other threads do, so it may come at any time from now on. Tried is
 * the latest: all others go on until they are through, wait, or come to an end of the process
 * themselves. Whatever goes wrong in a schedule in which the end comes sooner goes wrong in one of
 * those, too, which begins like it; and whatever goes wrong in those is no later than the end. That
 * those who are left wait for ever is no failure, as the process ends. Of several ends, which one
 * gives the status is a choice. Brute force, which must not depend on that reasoning, has the end
 * as a step instead, after which nothing comes.
 *
 * pc: where it was called, for the record; NULL: main has returned.
 */
__attribute__((noreturn)) void process_end(long status, const void *pc);

/* The program is at its end: is its outcome what was expected? Notes a failure if not. */
void outcome_judge(void);

/* Calls what atexit was given in this execution, the last one first. */
void library_at_exit(void);

/* For engine.program. */
extern const struct program_calls program_calls;

#endif
