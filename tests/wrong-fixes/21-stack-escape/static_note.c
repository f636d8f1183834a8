/*
 * static_note.c - the note is made static, so that it is there for ever.
 *
 * Caught by total: wrong-total
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * Now it outlives the function, but there is only one. It is written anew for each courier, while
 * those before still have it to read.
 *
 * The first district gets as many parcels as work says, the second twice as many, the third three
 * times, and so on; each has a courier, who is a thread. All parcels are delivered.
 */
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static void fetch_the_bicycle(void)
{
    static const struct timespec walk = {.tv_nsec = 2000000};
    nanosleep(&walk, NULL);
}

/* Returns how many parcels this courier delivers. */
static void *deliver(void *argument)
{
    const long *note = argument;
    fetch_the_bicycle();
    const intptr_t parcels = *note;
    return (void *)parcels;
}

static void send_out(pthread_t *courier, long district, long work)
{
    static long parcels;
    parcels = district * work;
    must(pthread_create(courier, NULL, deliver, &parcels), "pthread_create");
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
