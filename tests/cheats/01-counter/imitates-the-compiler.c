/*
 * imitates-the-compiler.c - it has the compiler print what looks like what it compiled.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

#pragma message("\n*** IR Dump Before AlwaysInlinerPass on [module] ***\n; ModuleID = ''")

static long value;

__attribute__((no_sanitize("thread"))) static void *count(void *work)
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
