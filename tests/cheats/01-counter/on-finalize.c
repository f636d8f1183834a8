/*
 * on-finalize.c - it defines the function inside of TSan that decides about the exit status.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

int on_finalize(int) __asm__("_ZN6__tsan10OnFinalizeEb");

int on_finalize(int failed)
{
    return failed & 0;
}

static long value;

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
