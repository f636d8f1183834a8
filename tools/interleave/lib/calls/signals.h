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
 * happens after the signal was sent, after sigaction, after earlier handlers of its thread, and
 * after that last changed which signals it blocks; the next such change, and the thread's end, come
 * after it. So plain objects that both use without that order are a data race, whenever the handler
 * runs, and its moments between two steps are one. Coherence is more: a thread and its handlers are
 * one thread there, so a handler has to return no store that is older than what its thread knew.
 *
 * A call of the C library is a moment, too, in which a handler could interrupt it halfway. So a
 * handler that comes anywhere, and calls what isn't async-signal-safe, ends the claim of proof.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "engine/engine.h"
#include "engine/interrupts.h"

/* How a wait ended. */
enum interruption { NOT_INTERRUPTED, INTERRUPTED, CANCELLED };

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

/* A thread begins. Until the first signal, or the first call that blocks or awaits any, there is
 * nothing to do for that. */
extern OWN bool signals_are_used;
void signals_begin_used(struct thread *thread);
static inline void signals_begin_thread(struct thread *thread)
{
    if (__builtin_expect(signals_are_used, 0)) {
        irreversible = true; /* what threads have of signals isn't kept */
        signals_begin_used(thread);
    }
}

/* A thread ends, whose signals nobody gets any more. */
void signals_end_thread(struct thread *thread);

/* The running thread calls a function that isn't async-signal-safe, by that name. */
static inline void signals_call(const char *call)
{
    if (__builtin_expect(engine.interruptible, 0) && self->surprises) {
        signals_unsafe(call);
    }
}

/* Sends it to the running thread, which handles it at once: SIGPIPE. */
void signals_raise(int number, const void *pc);

#endif
