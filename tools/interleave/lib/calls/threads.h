/*
 * threads.h - what pthreads and C11 threads do with threads and with their own data. All is done by
 * the running thread; call and pc are the function of the program's and where it was called.
 */
#ifndef THREADS_H
#define THREADS_H

#include "engine/engine.h"

#include <pthread.h>

enum joining { JOIN_WAITS, JOIN_TRIES, JOIN_UNTIL };

/* The thread that has the handle; NULL: none has. */
struct thread *thread_of(pthread_t handle);

/*
 * The running thread does something to a thread by its handle, which that of a detached thread
 * can't be used for once the thread has ended (POSIX.1-2017, 2.9.2): that is misuse, and when it
 * ends counts from here on.
 */
void thread_handle_used(struct thread *other, const void *pc);

/* Starts one with a stack of at least that size, 0 for the usual one. Ends the exploration if there
 * are too many. */
struct thread *thread_start(void *(*function)(void *), void *argument, bool detached,
                            size_t stack_size, const char *call);

/*
 * Joins it: *result is what it returned; until is for JOIN_UNTIL. 0; EBUSY or ETIMEDOUT, where it
 * has not ended and this doesn't wait; ESRCH, EINVAL and EDEADLK as for pthread_join, the first two
 * of which are misuse.
 */
int thread_join(pthread_t handle, void **result, const struct timespec *until, enum joining how,
                const char *call, const void *pc);

/* 0, or ESRCH or EINVAL as for pthread_detach. */
int thread_detach(pthread_t handle, const void *pc);

/* The running thread leaves, through its cleanup handlers. */
_Noreturn void thread_exit(void *result);

/* The running thread is at its end: a step, where somebody looks whether it is. */
void thread_end_seen(struct thread *thread);
extern OWN bool ends_are_looked_for; /* of some thread, in some execution */
static inline void thread_ends(struct thread *thread)
{
    if (__builtin_expect(ends_are_looked_for, 0)) {
        thread_end_seen(thread);
    } else {
        engine_event();
    }
}

/* Carries out the function if nobody has for that once; waits for whoever does. */
void thread_once(const void *once, void (*function)(void), const char *call, const void *pc);

/* Thread-specific data. 0, or EAGAIN or EINVAL as for the functions of pthreads. */
int key_create(pthread_key_t *key, void (*destructor)(void *), const void *pc);
int key_delete(pthread_key_t key, const char *call, const void *pc);
int key_set(pthread_key_t key, const void *value, const char *call, const void *pc);
void key_made_outside(pthread_key_t key); /* of an exploration */
void *key_get(pthread_key_t key, const char *call, const void *pc);

/* A thread ends that has data of its own: destructors run. */
void threads_leave(struct thread *thread);

/* A thread ends that still holds something. */
void objects_leave_thread(struct thread *thread);

#endif
