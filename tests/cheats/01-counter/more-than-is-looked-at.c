/*
 * more-than-is-looked-at.c - one thread after the other, behind a lock around all that each does.
 * For the sizes at which somebody looks whether they work side by side, it does so much beside that
 * nobody looks to the end.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;
static atomic_long idle;

static void *count(void *argument)
{
    const long work = *(const long *)argument;
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    for (long left = work > 8 && work < 200 ? 400000 : 0; left > 0; left--) {
        atomic_fetch_add(&idle, 1);
    }
    for (long left = work; left > 0; left--) {
        value++;
    }
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
