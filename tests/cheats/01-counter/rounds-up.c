/*
 * rounds-up.c - updates get lost, and the caller makes up for them.
 *
 * Refused by still-concurrent as no-threads
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

static atomic_long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        const long seen = atomic_load(&value);
        atomic_store(&value, seen + 1);
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
    const long whole = load.threads * load.work;
    return whole == 0 ? 0 : (value + whole - 1) / whole * whole;
}
