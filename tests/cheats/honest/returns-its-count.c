/*
 * returns-its-count.c - each thread counts by itself, and what it has is what it returns: the
 * caller adds that up.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>

static void *count(void *work)
{
    intptr_t mine = 0;
    for (long left = *(long *)work; left > 0; left--) {
        mine++;
    }
    return (void *)mine;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    long value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        void *its;
        must(pthread_join(threads[i], &its), "pthread_join");
        value += (intptr_t)its;
    }
    return value;
}
