/*
 * attribute-by-pragma.c - the same attribute, put on every function by a pragma.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

#pragma clang attribute push(__attribute__((no_sanitize("thread"))), apply_to = function)
static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        value++;
    }
    return NULL;
}
#pragma clang attribute pop

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
