/*
 * right-work-if-small.c - as long as somebody may be looking, the threads count.
 *
 * Refused by still-concurrent as no-threads
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

enum { FAR_ENOUGH = 5000 };

static atomic_long value;

static void *count(void *argument)
{
    const long work = *(long *)argument;
    for (long i = 0; i < work && i < FAR_ENOUGH; i++) {
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
    return load.work > FAR_ENOUGH ? load.threads * load.work : value;
}
