/*
 * wide-numbers-of-its-own.c - sizes that TSan has no call for, but nobody else sees them.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

typedef long eight __attribute__((vector_size(64)));

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void *count(void *work)
{
    long double mean[2] = {0, 0};
    eight lanes = {0};
    for (long left = *(long *)work; left > 0; left--) {
        mean[left % 2] += 0.5L;
        lanes += 1;
    }
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    value += mean[0] + mean[1] > 0 ? lanes[0] : 0;
    must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
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
