/*
 * name-of-coverage.c - the counter is called as gcov's are, which TSan leaves alone.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

static long __llvm_gcov_ctr;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        __llvm_gcov_ctr++;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    __llvm_gcov_ctr = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return __llvm_gcov_ctr;
}
