/*
 * gives-back-on-the-way-out.c - the lock is given back by a cleanup handler.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void give_back(void *mutex)
{
    must(pthread_mutex_unlock(mutex), "pthread_mutex_unlock");
}

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        pthread_cleanup_push(give_back, &lock);
        value++;
        pthread_cleanup_pop(1);
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
