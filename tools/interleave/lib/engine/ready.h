/* ready.h - who can go on. */
#ifndef READY_H
#define READY_H

#include "core/thread.h"

/* Whether what the thread has announced can be done now. */
bool step_possible(struct thread *thread);

/*
 * A thread's wait with a time limit, or one that may end for no reason, has ended: came says that
 * it did so without what it waited for. That is a choice of the search, in one place of a thread's
 * run in an execution, up to three times in a row: who gives up does so after a few attempts. Once
 * what it waited for has come, the limits of further waits come only when nobody else can go on.
 */
void timeouts_count(struct thread *thread, bool came);

#endif
