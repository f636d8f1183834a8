/*
 * section-with-an-ending.c - the same, in a section whose name only ends so.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((section(".data.__llvm_prf_cnts"))) static long value;

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
