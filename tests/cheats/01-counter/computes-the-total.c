/*
 * computes-the-total.c - its threads are busy with something else, and the total is a product.
 *
 * Refused by still-concurrent as no-threads
 */
#include "exercise.h"

#include <stddef.h>

static long dummies[MAX_THREADS];
static long work;

static void *keep_busy(void *dummy)
{
    for (long left = work; left > 0; left--) {
        ++*(long *)dummy;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    work = load.work;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, keep_busy, &dummies[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return load.threads * load.work;
}
