/*
 * atomic.c - couriers copy their note; who wrote it looks again and again whether they have.
 *
 * The first district gets as many parcels as work says, the second twice as many, the third three
 * times, and so on; each has a courier, who is a thread. All parcels are delivered.
 */
#include "exercise.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

static atomic_bool copied; /* the note of who was sent out last */

static void fetch_the_bicycle(void)
{
    static const struct timespec walk = {.tv_nsec = 2000000};
    nanosleep(&walk, NULL);
}

/* Returns how many parcels this courier delivers. */
static void *deliver(void *argument)
{
    const long *note = argument;
    const intptr_t parcels = *note;
    atomic_store_explicit(&copied, true, memory_order_release);
    fetch_the_bicycle();
    return (void *)parcels;
}

/* Returns when the courier needs the note no more. */
static void send_out(pthread_t *courier, long district, long work)
{
    long parcels = district * work;
    atomic_store_explicit(&copied, false, memory_order_relaxed);
    must(pthread_create(courier, NULL, deliver, &parcels), "pthread_create");
    while (!atomic_load_explicit(&copied, memory_order_acquire)) {
        sched_yield();
    }
}

long total(struct workload load)
{
    pthread_t couriers[MAX_THREADS];
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        send_out(&couriers[i], i + 1, load.work);
    }
    for (int i = 0; i < load.threads; i++) {
        void *parcels;
        must(pthread_join(couriers[i], &parcels), "pthread_join");
        delivered += (intptr_t)parcels;
    }
    return delivered;
}
