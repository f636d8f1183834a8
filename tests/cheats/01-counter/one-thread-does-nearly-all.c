/*
 * one-thread-does-nearly-all.c - many threads, of which one works and the others do a step each.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        value++;
        must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    long shares[MAX_THREADS];
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        const long others = load.threads - 1;
        shares[i] = load.work == 0 ? 0 : i == 0 ? load.work * load.threads - others : 1;
        must(pthread_create(&threads[i], NULL, count, &shares[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
