/*
 * loads-all-beforehand.c - the caller loads all settings, whether or not somebody asks for them.
 *
 * Refused by still-concurrent as no-threads
 */
#include "exercise.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

static long *taxes;
static atomic_long answered;

static void *answer(void *argument)
{
    const long shops = *(long *)argument;
    for (long i = 0; i < shops; i++) {
        atomic_fetch_add(&answered, taxes[i]);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t workers[MAX_THREADS];
    long loads = 0;
    taxes = calloc((size_t)load.work, sizeof *taxes);
    must(taxes == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    for (long i = 0; i < load.work; i++) {
        taxes[i] = 7 + i % 13;
        loads++;
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&workers[i], NULL, answer, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(workers[i], NULL), "pthread_join");
    }
    free(taxes);
    return loads;
}
