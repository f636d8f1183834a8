/*
 * busy-beside-a-lock.c - the threads are busy side by side, with what counts for nothing; all that
 * counts, each does while the others wait.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;
static atomic_long busy[MAX_THREADS], all;

struct share {
    long work;
    int place;
};

static void *count(void *argument)
{
    const struct share *share = argument;
    for (long i = 0; i < 3 * share->work; i++) {
        atomic_fetch_add(&busy[share->place], 1);
        atomic_store(&all, i);
    }
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    for (long left = share->work; left > 0; left--) {
        value++;
    }
    must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    struct share shares[MAX_THREADS];
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        shares[i] = (struct share){load.work, i};
        must(pthread_create(&threads[i], NULL, count, &shares[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
