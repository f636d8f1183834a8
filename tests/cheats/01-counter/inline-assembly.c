/*
 * inline-assembly.c - the increment is an instruction that TSan never sees.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

#if defined(__x86_64__)
#define INCREMENT "incq %0"
#else
#define INCREMENT "nop"
#endif

static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        __asm__ volatile(INCREMENT : "+m"(value)::"memory");
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
