/*
 * operations.h - what litmus tests and the oracle's weak programs are made of: one atomic operation
 * or fence, of any order. They alone are instrumented.
 */
#ifndef LITMUS_OPERATIONS_H
#define LITMUS_OPERATIONS_H

#include <stdatomic.h>

enum { LOCATIONS = 3 };

enum operation { LOAD, STORE, UPDATE, FENCE };

/* All locations are 0 again. */
void operations_begin(void);

/* Does it: stores or adds the value at the location; returns what was read, or 0. */
long operation_do(enum operation operation, int location, long value, memory_order order);

/* What a location holds in the end. */
long operations_final(int location);

#endif
