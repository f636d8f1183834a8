/*
 * stack_escape.c - couriers are sent out, each with a note of how many parcels to deliver.
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
    long parcels = district * work;
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
