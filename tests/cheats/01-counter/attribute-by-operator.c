/*
 * attribute-by-operator.c - the pragma again, as a macro could write it.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

#define UNSEEN "clang attribute push(__attribute__((no_sanitize(\"thread\"))), apply_to = function)"
_Pragma(UNSEEN) static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        value++;
    }
    return NULL;
}
_Pragma("clang attribute pop")

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
