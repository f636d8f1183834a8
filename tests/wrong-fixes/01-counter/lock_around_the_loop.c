/*
 * lock_around_the_loop.c - a shared counter, with one lock around all that a thread does.
 *
 * Caught by still-concurrent: serial
 *
 * The total is right, and in every interleaving. But the second thread can't begin before the first
 * one is through: with a thread for each door, the visitors still come in one door after the other.
 *
 * Each thread counts the visitors at one door: for each, it adds 1 to the counter.
 * With two threads and 1,000,000 increments each, it must end at 2,000,000.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

static long value;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards value */
static pthread_barrier_t start;

/* Every program is interrupted now and then, anywhere. This one is at every 5,000th turn, for a
   moment, so that nobody has to wait for it. */
static void interruption(long turn)
{
    static const struct timespec moment = {.tv_nsec = 1000};
    if (turn % 5000 == 0) {
        nanosleep(&moment, NULL);
    }
}

static void *count(void *argument)
{
    const long increments = *(const long *)argument;
    start_together(&start);
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    for (long i = 0; i < increments; i++) {
        long seen = value;
        interruption(i);
        value = seen + 1;
    }
    must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    value = 0;
    must(pthread_barrier_init(&start, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&start), "pthread_barrier_destroy");
    return value;
}
