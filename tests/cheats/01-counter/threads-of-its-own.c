/*
 * threads-of-its-own.c - what starts a thread is its own function, which calls the worker.
 *
 * Refused by total as no-threads
 */
#include "exercise.h"

#include <stddef.h>

static long value;

__attribute__((weak)) int pthread_create(pthread_t *restrict thread,
                                         const pthread_attr_t *restrict attributes,
                                         void *(*function)(void *), void *restrict argument)
{
    (void)attributes;
    *thread = 0;
    function(argument);
    return 0;
}

int pthread_join(pthread_t thread, void **result)
{
    (void)thread;
    (void)result;
    return 0;
}

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        value++;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
