/*
 * signals.h - signals: sent, blocked, handled, waited for (POSIX.1-2017, 2.4).
 *
 * Theory of operation. A signal that was sent is a fiber of its own, which runs the handler: in the
 * place of the thread that receives it, whose thread-local storage it has, and which does nothing
 * until it has returned. It may begin before any step of that thread, and while that waits; when is
 * for the search to choose, as with any thread. So the beginning of a handler depends on every step
 * of the thread that it interrupts: it writes the thread's place of signals, which those read.
 * Until a search has seen the first signal, no step does; then it begins anew.
 *
 * What a handler does isn't ordered with what its thread does (C17 5.1.2.3p5), but through
 * lock-free atomic objects and volatile sig_atomic_t, unless the thread waited for it in a call. It
 * happens after the signal was sent, after sigaction, and after earlier handlers of its thread.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "engine.h"

/* How a wait ended. */
enum interruption { NOT_INTERRUPTED, INTERRUPTED, CANCELLED };

/* Whether signals or requests to cancel may come while a thread waits: then a call that waits is
 * two steps, to begin and to go on, as it can be interrupted only in between. */
static inline bool waits_are_interruptible(void)
{
    return engine.interruptible || engine.cancels;
}

/* Whether each unlock is a step, as a handler may come before it; else only where somebody tries.
 */
static inline bool signals_come_before_unlocks(void)
{
    return engine.all_visible || engine.interruptible;
}

/* What a handler does to a wait: ends it with EINTR; only if it has no SA_RESTART; or nothing. */
enum wait_kind { ENDS_BY_HANDLER = 1, RESTARTS, GOES_ON };

/* Announces the step of a wait that is a cancellation point, and returns when it is to be done;
 * then what it waited for may have come, too, unless it was INTERRUPTED. */
enum interruption signals_wait_for(const struct step *step, enum wait_kind kind);
static inline enum interruption signals_wait(const struct step *step, enum wait_kind kind)
{
    if (__builtin_expect(waits_are_interruptible(), 0)) {
        return signals_wait_for(step, kind);
    }
    engine_step(step);
    return NOT_INTERRUPTED;
}

/* Where signals come to the thread. */
struct place *signals_place(struct thread *thread);

/* Whether the handler can begin now. */
bool signals_deliverable(const struct thread *handler);

/* A thread begins, or ends, whose signals nobody gets any more. */
void signals_begin_thread(struct thread *thread);
void signals_end_thread(struct thread *thread);

/* Whether a volatile object is accessed by the running thread and its handlers alone, so far. Such
 * an access doesn't race with theirs (C17 5.1.2.3p5). */
bool signals_alone_see(uintptr_t address);

/* Sends it to the running thread, which handles it at once: SIGPIPE. */
void signals_raise(int number, const void *pc);

#endif
