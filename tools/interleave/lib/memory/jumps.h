/*
 * jumps.h - where setjmp was called, and whether longjmp may still go there: not once the function
 * has returned, and never from another thread (C17 7.13.2.1p2). Where frames end is known as for
 * objects on stacks, see life.h: exactly in code with frame pointers, else from the stack pointer.
 *
 * Theory of operation. A buffer is known by its address. One that was copied is another buffer, of
 * which nothing is known, so nothing is told of it.
 */
#ifndef JUMPS_H
#define JUMPS_H

#include <stdbool.h>
#include <stdint.h>

/* An execution begins, with no place to jump to. */
void jumps_begin(void);

/* The running thread has called setjmp with that buffer, from the function whose stack pointer that
 * is. */
void jumps_keep(const void *buffer, uintptr_t stack_pointer);

/* The running thread is about to jump there, from a function whose stack pointer that is. Ends the
 * execution if it must not. */
void jumps_check(const void *buffer, uintptr_t stack_pointer, const void *pc);

/* Whether there is a place to jump to: then functions must tell of their end. */
bool jumps_any(void);

/* What was on the running thread's stack below an address is gone. */
void jumps_leave_below(uintptr_t address);

#endif
