/*
 * assembly-outside.c - a function is written in assembly, outside of any other.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

__asm__(".text\nincrement:\nret\n");
void increment(void);

static void *count(void *work)
{
    (void)work;
    increment();
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return load.threads * load.work;
}
