/*
 * spurious.h - a weak compare-exchange that fails although the values are the same (C17
 * 7.17.7.4p3).
 *
 * Whether it does is a choice of the search: in one attempt of a thread in an execution, up to
 * three times in a row, as a loop may count how often it tries; this bound is said of a proof. The
 * exchange reads, with the order for failure, and changes nothing. Most loops only try again: then
 * the thread comes to the same call in the same state, with nothing in between that another could
 * see, and what follows is what would have followed without the failure. A proof goes no further
 * there.
 */
#ifndef SPURIOUS_H
#define SPURIOUS_H

#include "engine/engine.h"

/* The running thread comes to a weak compare-exchange; state stands for its stack and registers. */
void spurious_arrive(const void *pc, uint64_t state);

/* Of an exchange that could succeed: whether it fails. */
bool spurious_failure(void);

#endif
