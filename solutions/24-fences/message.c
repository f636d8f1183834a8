/*
 * message.c - a bakery's dispatcher sends the drivers their rounds.
 *
 * Each driver has a channel for the sheets. The dispatcher writes a sheet and sends it; a driver
 * receives it, and takes the loaves that stand on it. Every loaf is delivered: the drivers' sum is
 * that of all sheets.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>

struct driver {
    pthread_t thread;
    struct channel *sheets; /* on each, the loaves of one round */
    long delivered;         /* the driver's own count; nobody else touches it before the join */
};

static struct driver drivers[MAX_THREADS];

static void *drive(void *argument)
{
    struct driver *driver = argument;
    for (long loaves; channel_receive(driver->sheets, &loaves) == 0;) {
        driver->delivered += loaves;
    }
    return NULL;
}

static void dispatch(int count, long day)
{
    const long loaves = 100 + day; /* they sell better and better */
    for (int i = 0; i < count; i++) {
        must(channel_send(drivers[i].sheets, &loaves), "channel_send");
    }
}

long total(struct workload load)
{
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        drivers[i] = (struct driver){.delivered = 0};
        must(channel_create(&drivers[i].sheets, 1, sizeof(long)), "channel_create");
        must(pthread_create(&drivers[i].thread, NULL, drive, &drivers[i]), "pthread_create");
    }
    for (long day = 0; day < load.work; day++) {
        dispatch(load.threads, day);
    }
    for (int i = 0; i < load.threads; i++) {
        must(channel_close(drivers[i].sheets), "channel_close");
        must(pthread_join(drivers[i].thread, NULL), "pthread_join");
        channel_destroy(drivers[i].sheets);
        delivered += drivers[i].delivered;
    }
    return delivered;
}
