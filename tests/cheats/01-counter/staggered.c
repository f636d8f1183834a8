/*
 * staggered.c - each thread waits so long that no two meet, and takes a lock before and after it,
 * so that TSan sees an order. Another schedule has none.
 *
 * Refused by every-interleaving as wrong-total
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

struct share {
    long work;
    int place;
};

static void meet(void)
{
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
}

static void *count(void *argument)
{
    const struct share *share = argument;
    nanosleep(&(struct timespec){.tv_nsec = share->place * 200000000L}, NULL);
    meet();
    for (long left = share->work; left > 0; left--) {
        value++;
    }
    meet();
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
