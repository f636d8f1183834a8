/*
 * live.h - the state of a thread that is about to do a step, as far as it matters from there on:
 * what its functions may still read of their frames.
 *
 * Theory of operation. Unoptimised code keeps all variables in its frame, and also what it has
 * computed and not used yet: most of that is read once, soon after it was written. A byte of a
 * frame counts only if the function may read it, after the call that it is in, before it writes it:
 * it is live (Aho, Sethi, Ullman, "Compilers", 1986, 10.6). That is found out from the function's
 * code, all of it, once for each place from which it calls. Code that uses registers that a call
 * preserves, jumps by a table, or has no frame pointer is not understood. If the function that
 * calls the library isn't, the thread's state is not known. If one that is further out isn't, all
 * that is on the stack from there on counts, and the registers that it may use: while the inner
 * functions wait, it does nothing, so that stays as it is. The same goes for what is behind a
 * function that the library has called (pthread_once).
 *
 * If the function takes the address of any slot, others may use what is there: then each call and
 * each access by a pointer counts as a read of the whole frame. Without that, nothing but the
 * function's own accesses by the frame pointer is in its frame.
 *
 * A place to jump to (setjmp) may be read from wherever the thread jumps, which no code tells: who
 * has one has no known state.
 */
#ifndef LIVE_H
#define LIVE_H

#include <stdint.h>

/*
 * A hash of the running thread's live state; asks: what it has asked of the library in its call at
 * pc, as a hash, too. Two that are the same stand for states from which the thread does the same.
 * 0: the state is not known. Called with no more than a few of the library's own frames below the
 * program's.
 */
uint64_t live_state(const void *pc, uint64_t asks);

#endif
