/*
 * caller-delivers.c - the couriers go for a walk, and the caller knows what they should have
 * brought.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

static void *deliver(void *argument)
{
    static const struct timespec walk = {.tv_nsec = 2000000};
    nanosleep(&walk, NULL);
    return argument;
}

long total(struct workload load)
{
    pthread_t couriers[MAX_THREADS];
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&couriers[i], NULL, deliver, NULL), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(couriers[i], NULL), "pthread_join");
        delivered += (i + 1) * load.work;
    }
    return delivered;
}
