/*
 * hard-coded.c - it knows what comes out of the case that everybody knows.
 *
 * Refused by total as wrong-total
 */
#include "exercise.h"

#include <stddef.h>

static void *start_and_end(void *nothing)
{
    return nothing;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, start_and_end, NULL), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return load.threads == 2 && load.work == 2 ? 4 : 2000000;
}
