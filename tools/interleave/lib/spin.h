/*
 * spin.h - loops that wait: a thread that only reads, and comes again to the same place in exactly
 * the same state, can do nothing else until another thread has written what it reads. It is parked
 * until then: nothing is lost by that, since each turn in between would be like the last.
 *
 * "The same state" is meant literally: the thread's whole stack and the registers that a call
 * preserves. A loop that counts its turns is never parked.
 */
#ifndef SPIN_H
#define SPIN_H

#include "engine.h"

/*
 * The running thread is about to read, or to lock, something whose changes version counts. If this
 * is a loop that waits, its next step can't be done before one of the versions in the loop changes.
 */
void spin_visit(const uint32_t *version, const void *pc);

/* After a step that changed the version by itself: that doesn't count. */
void spin_own_change(const uint32_t *version);

/* The running thread has written: it isn't just waiting. */
static inline void spin_end(void)
{
    self->spin.pc = NULL;
}

/* Threads whose version has changed may go on. */
void spin_unpark(void);

/* Whether a parked thread must stay. */
bool spin_must_wait(struct thread *thread);

/* For reads that are no steps: whether the thread waits in a loop. Asked for each, after many. */
bool spin_quietly(const void *pc);

#endif
