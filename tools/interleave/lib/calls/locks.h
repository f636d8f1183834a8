/*
 * locks.h - what pthreads and C11 threads do with mutexes and condition variables, once it is known
 * which object it is. All is done by the running thread; pc is where the program called. Errors are
 * those of the pthread functions.
 */
#ifndef LOCKS_H
#define LOCKS_H

#include "memory/objects.h"

int mutex_lock(struct object *mutex, const void *pc);
int mutex_try(struct object *mutex, const void *pc);        /* EBUSY: it is held */
int mutex_lock_timed(struct object *mutex, const void *pc); /* ETIMEDOUT, now or later */
int mutex_unlock(struct object *mutex, const void *pc);

/* Ends the execution of a mutex that is held; true if it is destroyed. */
bool mutex_destroy(struct object *mutex, const void *pc);
bool condition_destroy(struct object *condition, const void *pc);

/* The call is what a record says. ETIMEDOUT only if timed. */
int condition_wait(struct object *condition, struct object *guard, bool timed, const char *call,
                   const void *pc);
void condition_signal(struct object *condition, bool all, const char *call, const void *pc);

#endif
