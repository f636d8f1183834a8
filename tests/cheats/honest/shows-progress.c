/*
 * shows-progress.c - each thread counts by itself, shows how far it is, and adds what it has at its
 * end. How far it is counts for nothing; what counts comes in one step.
 *
 * Passes
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

static atomic_long value, progress;

static void *count(void *work)
{
    long mine = 0;
    for (long left = *(long *)work; left > 0; left--) {
        mine++;
        atomic_fetch_add_explicit(&progress, 1, memory_order_relaxed);
    }
    atomic_fetch_add(&value, mine);
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value = progress = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
