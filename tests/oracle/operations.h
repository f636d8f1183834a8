/*
 * operations.h - the steps that a generated program is made of. They alone are instrumented; the
 * loop that carries them out is not, so that what it reads of the program is no step.
 */
#ifndef OPERATIONS_H
#define OPERATIONS_H

enum operation {
    READ,
    WRITE,
    INCREMENT,
    ATOMIC_LOAD,
    ATOMIC_LOAD_RELAXED,
    ATOMIC_STORE,
    ATOMIC_STORE_RELAXED,
    ATOMIC_ADD,
    ATOMIC_SWAP_IF_0,
    FENCE,
    LOCK,
    UNLOCK,
    TRY,
    WAIT,
    SIGNAL,
    BROADCAST,
    TAKE,
    GIVE,
    READ_LOCK,
    WRITE_LOCK,
    RW_UNLOCK,
    ARRIVE,
    DESTROY,
    STORE_HALF,
    LOAD_HALF,
    AWAIT,
    WRITE_BLOCK,
    READ_BLOCK,
    FREE_BLOCK,
    OPERATIONS
};

enum { VARIABLES = 3, MUTEXES = 2, HALVES = 2 };

/* Puts all variables back to 0; for thread number of them. */
void operations_begin(int threads);

/* Does it, on that variable or mutex; returns what was read, or 0. */
long operation_do(enum operation operation, int which, long value);

/* The first so many variables of each sort in one number. */
long operations_end(int variables);

#endif
