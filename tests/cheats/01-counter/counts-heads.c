/*
 * counts-heads.c - the threads are counted, not what they count.
 *
 * Refused by still-concurrent as no-threads
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

static atomic_long heads;

static void *count(void *argument)
{
    (void)argument;
    atomic_fetch_add(&heads, 1);
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    heads = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, NULL), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return heads * load.work;
}
