/*
 * operations.h - which of a library's operations (interleave_annotate.h) the threads are in, while
 * a replay records.
 */
#ifndef OPERATIONS_H
#define OPERATIONS_H

/* A replay begins: no thread is in an operation. */
void operations_begin(void);

/* The thread enters one; number is that of the event that began it. */
void operations_enter(int thread, long number);

/* It leaves the innermost one. */
void operations_leave(int thread);

/* How many it is in. */
int operations_depth(int thread);

/* The number of the event that began the innermost one; 0: it is in none. */
long operations_inside(int thread);

#endif
