/*
 * hidden.h - what the C library keeps for all threads, where the program can't see it.
 */
#ifndef HIDDEN_H
#define HIDDEN_H

#include "engine.h"

/* The running thread's call changes that, as if it updated the variable atomically: a step. The
 * variable is a global that isn't the library's own state. */
void hidden_update(uint64_t *state, const void *pc);

#endif
