/*
 * message.c - couriers are sent their notes: each gets a copy, and none points anywhere.
 *
 * The first district gets as many parcels as work says, the second twice as many, the third three
 * times, and so on; each has a courier, who is a thread. All parcels are delivered.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static struct channel *notes; /* how many parcels; each is for one courier, whoever it is */

static void fetch_the_bicycle(void)
{
    static const struct timespec walk = {.tv_nsec = 2000000};
    nanosleep(&walk, NULL);
}

/* Returns how many parcels this courier delivers. */
static void *deliver(void *argument)
{
    (void)argument;
    long parcels;
    fetch_the_bicycle();
    must(channel_receive(notes, &parcels), "channel_receive");
    return (void *)(intptr_t)parcels;
}

static void send_out(pthread_t *courier, long district, long work)
{
    long parcels = district * work;
    must(pthread_create(courier, NULL, deliver, NULL), "pthread_create");
    must(channel_send(notes, &parcels), "channel_send");
}

long total(struct workload load)
{
    pthread_t couriers[MAX_THREADS];
    long delivered = 0;
    must(channel_create(&notes, MAX_THREADS, sizeof(long)), "channel_create");
    for (int i = 0; i < load.threads; i++) {
        send_out(&couriers[i], i + 1, load.work);
    }
    for (int i = 0; i < load.threads; i++) {
        void *parcels;
        must(pthread_join(couriers[i], &parcels), "pthread_join");
        delivered += (intptr_t)parcels;
    }
    channel_destroy(notes);
    return delivered;
}
