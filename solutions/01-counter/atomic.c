/*
 * atomic.c - the counter as an atomic: read, modify and write are one operation.
 *
 * Each thread counts the visitors at one door: for each, it adds 1 to the counter.
 * With two threads and 1,000,000 increments each, it must end at 2,000,000.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

static atomic_long value;
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
    for (long i = 0; i < increments; i++) {
        interruption(i);
        atomic_fetch_add_explicit(&value, 1, memory_order_relaxed);
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
