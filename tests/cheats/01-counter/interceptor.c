/*
 * interceptor.c - it calls what lies behind TSan's own functions.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

int __interceptor_pthread_mutex_lock(pthread_mutex_t *);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        __interceptor_pthread_mutex_lock(&lock);
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
