/*
 * counts-in-batches.c - a lock for a thousand turns at a time.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

enum { BATCH = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0;) {
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        for (int i = 0; i < BATCH && left > 0; i++) {
            value++;
            left--;
        }
        must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
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
