/*
 * wide-vector.c - the counter is one of eight, changed together, for which TSan has no call.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

typedef long eight __attribute__((vector_size(64)));
static eight value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        value = value + 1;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value = (eight){0};
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value[0];
}
