/*
 * endless.h - livelocks in which threads write: they try and take back for ever, and whatever order
 * they go on in, nobody gets any further.
 *
 * An execution that is long, or would be cut as too long, goes on for a while with each step's
 * whole state remembered: the live threads' stacks and registers, what they hold and are about to
 * do, and all memory that was accessed. The way goes to the nearest state in which a thread was not
 * tried. If there is none left that can be reached, and nothing happened but atomic operations,
 * accesses, locks that are taken and given back, sleeping and yielding, then no order leads out of
 * these states: a livelock. Accesses that are no steps need not be tried in each
 * order, as everywhere: a race among them is found, and ends this.
 *
 * That is stricter than a fair cycle (Musuvathi and Qadeer, "Fair stateless model checking", PLDI
 * 2008): threads that only keep step with each other, and would get through in another order, are
 * none. Nor is one where a thread ends, prints, looks at a clock, or waits for what may come by
 * itself (a time-out), or where a load may return another store than the newest: then the execution
 * goes on or is cut as before. So it is where a data race shows, and where there are too many
 * states.
 *
 * Whether that holds is found out in a process of its own, while the execution itself stays where
 * it is; only where it is to be cut anyway, here.
 */
#ifndef ENDLESS_H
#define ENDLESS_H

#include "engine/engine.h"
#include "engine/spin.h"

/*
 * The execution is longer than it may be. True: it goes on, and every other choice is made here.
 * False: it is to be cut. Ends the execution if it finds out in the end, which a livelock or a cut
 * is.
 */
bool endless_begin(void);

/* The same for an execution that isn't too long yet, asked now and then. False: it goes on as if
 * nothing had been asked. */
bool endless_probe(void);

/* The execution has ended: all is as before endless_begin. */
void endless_end(void);

/* An exploration begins: how much time may go into this. */
void endless_forget(void);

/* The running thread has done what isn't just trying again: the execution is cut. */
__attribute__((noreturn)) void endless_left(void);

static inline void endless_heed(void)
{
    if (__builtin_expect(engine.endless, 0)) {
        endless_left();
    }
}

/* The same for a call by name, unless it only lets others go first. */
void endless_heed_call(const char *call);

/* At the end of a call of the program's: what was left on the stack below is no part of a thread's
 * state, wherever the program has its next frame. */
static inline void endless_leave_no_trace(void)
{
    if (__builtin_expect(engine.endless, 0)) {
        sweep_stack();
    }
}

/* At the begin of a function that locks: it keeps all registers that a call preserves; what the
 * compiler would leave free in its frame, to align it, has a value. */
#define ENDLESS_ENTERS()                                  \
    volatile uint64_t aligns __attribute__((unused)) = 0; \
    __builtin_unwind_init();                              \
    self->enters = __builtin_return_address(0)

#endif
