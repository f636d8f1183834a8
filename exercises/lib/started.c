/*
 * started.c - counts the threads that a plain program starts.
 *
 * Linked with --wrap=pthread_create and --wrap=thrd_create, so that each call comes here first.
 */
#include "started.h"

#include <pthread.h>
#include <stdatomic.h>
#include <threads.h>

static atomic_long started;

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*function)(void *), void *argument)
{
    const int error = __real_pthread_create(thread, attributes, function, argument);
    atomic_fetch_add(&started, error == 0);
    return error;
}

int __real_thrd_create(thrd_t *, thrd_start_t, void *);
int __wrap_thrd_create(thrd_t *, thrd_start_t, void *);

int __wrap_thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    const int error = __real_thrd_create(thread, function, argument);
    atomic_fetch_add(&started, error == thrd_success);
    return error;
}

long threads_started(void)
{
    return atomic_load(&started);
}
