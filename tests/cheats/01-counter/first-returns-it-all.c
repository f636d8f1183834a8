/*
 * first-returns-it-all.c - the first thread counts for all of them, with a variable of its own.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>

static void *count(void *argument)
{
    const intptr_t work = (intptr_t)argument;
    intptr_t mine = 0;
    while (mine < work) {
        mine++;
    }
    return (void *)mine;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    long value = 0;
    for (int i = 0; i < load.threads; i++) {
        const intptr_t work = i == 0 ? load.threads * load.work : 0;
        must(pthread_create(&threads[i], NULL, count, (void *)work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        void *its;
        must(pthread_join(threads[i], &its), "pthread_join");
        value += (intptr_t)its;
    }
    return value;
}
