/*
 * fiber.h - threads of the explored program as fibers, all of them on one thread of the system's.
 *
 * Each fiber borrows the stack and the thread-local storage of a real thread that is parked for
 * good: so errno, _Thread_local variables and pthread_self are each fiber's own, and the C library
 * takes it for a thread like any other. A switch saves the registers that a call preserves (System
 * V ABI, AArch64 PCS) and sets the thread pointer.
 */
#ifndef FIBER_H
#define FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fiber {
    void *stack_pointer; /* while it isn't running */
    uintptr_t thread_pointer;
    char *stack_low; /* the part of the parked thread's stack that is the fiber's */
    char *stack_high;
    unsigned long handle; /* the parked thread's pthread_t */
};

/* Parks one more thread, whose self (execution.h) becomes owner. 0, or an error number. */
int fiber_create(struct fiber *fiber, void *owner);

/* Gives it a stack of at least that size, if its own is smaller; it keeps that. 0, or an error
 * number. */
int fiber_enlarge(struct fiber *fiber, size_t size);

/* The fiber that the calling thread itself is: what one returns to. */
void fiber_of_caller(struct fiber *fiber);

/* Makes the next switch to the fiber call entry, which must not return. */
void fiber_prepare(struct fiber *fiber, void (*entry)(void));

/* Leaves the running fiber, which is from, and goes on where to was left. */
void fiber_switch(struct fiber *from, struct fiber *to);

#endif
