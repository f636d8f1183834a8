/*
 * frames.h - which thread's memory an address is, and there which function's: for the trace of a
 * replay. Nothing is kept outside of one.
 */
#ifndef FRAMES_H
#define FRAMES_H

#include "core/execution.h"

/* A call of an instrumented function, under way. */
struct frame {
    const void *inside; /* an address in the function */
    uintptr_t base;     /* the frame pointer, in code that keeps one */
    uintptr_t top;      /* the stack pointer, once the function had made room for its variables */
};

/* A replay begins. */
void frames_begin(void);

/* The running thread has entered a function: the me->depth-th, from 0. */
void frames_enter(const struct thread *me, const struct frame *frame);

/* The frame that an address of a stack lies in; *thread is whose. NULL if it is in none. */
const struct frame *frames_find(uintptr_t address, int *thread);

/* Whether an address lies in the program's thread-local storage of a thread, *thread; *offset is
 * then where, from the start of the storage (of the image that the program's file has). */
bool frames_storage(uintptr_t address, int *thread, size_t *offset);

#endif
