/*
 * volatile.c - the counter made volatile.
 *
 * Caught by total: wrong-total
 * Caught by race-free: data-race
 *
 * volatile makes the compiler read and write memory each time; it makes neither the three steps of
 * an increment one, nor one thread's steps happen before another's.
 *
 * Each thread adds 1 to the counter, as often as it is told to. With two threads and 1,000,000
 * increments each, the counter must end at 2,000,000.
 */
#include "exercise.h"

#include <sched.h>
#include <stddef.h>

static volatile long value;
static pthread_barrier_t start;

static void *count(void *argument)
{
    const long increments = *(const long *)argument;
    start_together(&start);
    for (long i = 0; i < increments; i++) {
        long seen = value;
        if (i % 1024 == 0) {
            sched_yield(); /* now and then another thread gets its turn, as on any busy machine */
        }
        value = seen + 1;
    }
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
