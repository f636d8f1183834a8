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

/* The number of the thread that one of that number, a handler, interrupts; else its own. */
static inline int signals_receiver(int number)
{
    const int receiver = engine.threads[number].receiver;
    return receiver >= 0 ? receiver : number;
}

/* Where signals come to the thread. */
struct place *signals_place(struct thread *thread);

/* Whether the handler can begin now. */
bool signals_deliverable(const struct thread *handler);

/* A thread begins. Until the first signal, or the first call that blocks or awaits any, there is
 * nothing to do for that. */
extern bool signals_are_used;
void signals_begin_used(struct thread *thread);
static inline void signals_begin_thread(struct thread *thread)
{
    if (__builtin_expect(signals_are_used, 0)) {
        signals_begin_used(thread);
    }
}

/* A thread ends, whose signals nobody gets any more. */
void signals_end_thread(struct thread *thread);

/* Whether two of these, by number, are one thread of the program's: it and its handlers. */
static inline bool signals_are_of_one(int one, int other)
{
    return one == other || (__builtin_expect(engine.interruptible, 0) &&
                            signals_receiver(one) == signals_receiver(other));
}

/* The volatile object at the address, of a size that one access reads or writes, is accessed. */
void signals_note_volatile(uintptr_t address);

/* Whether a thread and its handlers may share what is at the address: a volatile object of such a
 * size (C17 5.1.2.3p5), or errno, which handlers are to leave as it was (POSIX.1-2017, 2.4.3). */
bool signals_may_share(uintptr_t address, int one, int other);

/* The running thread calls a function that isn't async-signal-safe (POSIX.1-2017, 2.4.3): in a
 * handler, that ends the claim of proof, as the function that it interrupts may be another. */
void signals_unsafe(const char *call);
void signals_unsafe_step(enum step_kind kind); /* the same for what the step is of */
static inline void signals_call(const char *call)
{
    if (__builtin_expect(engine.interruptible, 0) && self->surprises) {
        signals_unsafe(call);
    }
}

/* Sends it to the running thread, which handles it at once: SIGPIPE. */
void signals_raise(int number, const void *pc);

#endif
