/*
 * floats.h - the floating-point environment: exceptions, rounding, traps (C17 7.6).
 *
 * It belongs to each thread, and a new one begins with a copy of its starter's (POSIX.1-2017,
 * pthread_create); so no other thread can notice what a thread does to it. Threads are fibers here,
 * so it is exchanged where they are. Until a program asks for it or sets it, nobody could tell, and
 * it isn't; then the search begins anew.
 */
#ifndef FLOATS_H
#define FLOATS_H

/* An execution begins or has ended: the default environment is in force. */
void floats_reset(void);

/* A thread begins, with the running one's environment. */
void floats_begin_thread(int thread);

/* One thread goes on in the place of another. */
void floats_exchange(int from, int to);

#endif
