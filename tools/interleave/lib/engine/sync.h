/*
 * sync.h - what threads tell each other where they meet: the synchronises-with of C17 5.1.2.4.
 */
#ifndef SYNC_H
#define SYNC_H

#include "core/execution.h"

/* Happens-before: the running thread passes on all that it knows; or gets to know. */
void clock_release(struct clock **to);
void clock_acquire(const struct clock *from);

/* The same for what steps depend on, through a release that is no step. */
void place_release(struct place *place);

#endif
