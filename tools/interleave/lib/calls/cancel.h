/*
 * cancel.h - pthread_cancel (POSIX.1-2017, 2.9.5), deferred or disabled.
 *
 * To ask a thread to end is a step, and so is each look of that thread whether it was asked, at a
 * cancellation point; calls that POSIX lists as ones that *may* be (printf and the like) are none
 * here. Until a search has seen the first request, no thread looks; then it begins anew.
 */
#ifndef CANCEL_H
#define CANCEL_H

#include "engine/engine.h"

/* The running thread is at a cancellation point: ends it if it was asked to, and allows that. pc is
 * where the call was made. */
void cancel_look(const void *pc);
static inline void cancel_point(const void *pc)
{
    if (__builtin_expect(engine.cancels, 0)) {
        cancel_look(pc);
    }
}

/* Ends the running thread, which was roused from a wait by the request. */
__attribute__((noreturn)) void cancel_now(void);

/* Whether the thread was asked to end, and allows it. */
static inline bool cancel_pending(const struct thread *thread)
{
    return thread->cancel_requested && !thread->cancel_disabled;
}

#endif
