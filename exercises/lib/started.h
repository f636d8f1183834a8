/*
 * started.h - what becomes of the threads that the program starts, where that is counted: in the
 * plain program, and under TSan.
 */
#ifndef STARTED_H
#define STARTED_H

/* Weak: where nothing is counted, these are null pointers. */

/* How many threads were started. */
__attribute__((weak)) long threads_started(void);

/* How many of them were neither joined nor detached until now. */
__attribute__((weak)) long threads_left(void);

#endif
