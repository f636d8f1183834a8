/*
 * interrupts.h - what may come to a thread between its steps: handlers of signals, and requests to
 * cancel. How they come stands in calls/signals.h.
 */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include "core/execution.h"

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

/* The number of the thread that one of that number, a handler, interrupts; else its own. */
static inline int signals_receiver(int number)
{
    const int receiver = engine.threads[number].receiver;
    return receiver >= 0 ? receiver : number;
}

/* Whether two of these, by number, are one thread of the program's: it and its handlers. */
static inline bool signals_are_of_one(int one, int other)
{
    return one == other || (__builtin_expect(engine.interruptible, 0) &&
                            signals_receiver(one) == signals_receiver(other));
}

/* Where signals come to the thread. */
struct place *signals_place(struct thread *thread);

/* The running thread calls a function that isn't async-signal-safe (POSIX.1-2017, 2.4.3): in a
 * handler, that ends the claim of proof, as the function that it interrupts may be another. */
void signals_unsafe(const char *call);
void signals_unsafe_step(enum step_kind kind); /* the same for what the step is of */

#endif
