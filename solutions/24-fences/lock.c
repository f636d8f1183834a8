/*
 * lock.c - a bakery's dispatcher gives the drivers their rounds, under locks.
 *
 * Each driver has a sheet for one round, and a flag which says that there is one on it. The
 * dispatcher waits until a flag is down, writes the sheet, and raises the flag; a driver waits
 * until its flag is up, takes the loaves that stand on the sheet, and lowers the flag. A lock
 * guards sheet and flag, and who waits sleeps until the other one has changed them. Every loaf is
 * delivered: the drivers' sum is that of all sheets.
 */
#include "exercise.h"

#include <stddef.h>

struct driver {
    pthread_t thread;
    long days;            /* a round on each */
    long loaves;          /* the sheet */
    bool ready;           /* the flag */
    pthread_mutex_t lock; /* guards loaves and ready */
    pthread_cond_t changed;
    long delivered; /* the driver's own count; nobody else touches it before the join */
};

static struct driver drivers[MAX_THREADS];

static void *drive(void *argument)
{
    struct driver *driver = argument;
    for (long day = 0; day < driver->days; day++) {
        must(pthread_mutex_lock(&driver->lock), "pthread_mutex_lock");
        while (!driver->ready) {
            must(pthread_cond_wait(&driver->changed, &driver->lock), "pthread_cond_wait");
        }
        driver->delivered += driver->loaves;
        driver->ready = false;
        must(pthread_cond_signal(&driver->changed), "pthread_cond_signal");
        must(pthread_mutex_unlock(&driver->lock), "pthread_mutex_unlock");
    }
    return NULL;
}

static void dispatch(int count, long day)
{
    for (int i = 0; i < count; i++) {
        struct driver *driver = &drivers[i];
        must(pthread_mutex_lock(&driver->lock), "pthread_mutex_lock");
        while (driver->ready) {
            must(pthread_cond_wait(&driver->changed, &driver->lock), "pthread_cond_wait");
        }
        driver->loaves = 100 + day; /* they sell better and better */
        driver->ready = true;
        must(pthread_cond_signal(&driver->changed), "pthread_cond_signal");
        must(pthread_mutex_unlock(&driver->lock), "pthread_mutex_unlock");
    }
}

long total(struct workload load)
{
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        drivers[i] = (struct driver){.days = load.work};
        must(pthread_mutex_init(&drivers[i].lock, NULL), "pthread_mutex_init");
        must(pthread_cond_init(&drivers[i].changed, NULL), "pthread_cond_init");
        must(pthread_create(&drivers[i].thread, NULL, drive, &drivers[i]), "pthread_create");
    }
    for (long day = 0; day < load.work; day++) {
        dispatch(load.threads, day);
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(drivers[i].thread, NULL), "pthread_join");
        must(pthread_cond_destroy(&drivers[i].changed), "pthread_cond_destroy");
        must(pthread_mutex_destroy(&drivers[i].lock), "pthread_mutex_destroy");
        delivered += drivers[i].delivered;
    }
    return delivered;
}
