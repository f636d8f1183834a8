/*
 * started.h - how many threads the program has started, where that is counted: in the plain
 * program.
 */
#ifndef STARTED_H
#define STARTED_H

/* Weak: elsewhere it is a null pointer. */
__attribute__((weak)) long threads_started(void);

#endif
