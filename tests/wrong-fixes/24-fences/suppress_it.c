/*
 * suppress_it.c - the rounds, with ThreadSanitizer told to look away.
 *
 * Caught by builds: silences-tsan
 *
 * The report is false, so why not switch it off? Because the switch is on the function, not on the
 * report: whatever else goes wrong in these lines, today or after the next change, nobody will be
 * told. And who reads it later can't know any more whether the report was false.
 *
 * Each driver has a sheet for one round, and a flag which says that there is one on it. The
 * dispatcher waits until all flags are down, writes all sheets, and raises the flags; a driver
 * waits until its flag is up, takes the loaves that stand on the sheet, and lowers the flag. Every
 * loaf is delivered: the drivers' sum is that of all sheets.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

struct driver {
    pthread_t thread;
    long days;         /* a round on each */
    long loaves;       /* the sheet */
    atomic_bool ready; /* the flag */
    long delivered;    /* the driver's own count; nobody else touches it before the join */
};

static struct driver drivers[MAX_THREADS];

static void look_again_soon(void)
{
    static const struct timespec soon = {.tv_nsec = 10000};
    nanosleep(&soon, NULL);
}

__attribute__((no_sanitize("thread"))) static void *drive(void *argument)
{
    struct driver *driver = argument;
    for (long day = 0; day < driver->days; day++) {
        while (!atomic_load_explicit(&driver->ready, memory_order_relaxed)) {
            look_again_soon();
        }
        atomic_thread_fence(memory_order_acquire); /* the flag was up: so the sheet is written */
        driver->delivered += driver->loaves;
        atomic_thread_fence(memory_order_release); /* the sheet is read: so the flag may go down */
        atomic_store_explicit(&driver->ready, false, memory_order_relaxed);
    }
    return NULL;
}

__attribute__((no_sanitize("thread"))) static void dispatch(int count, long day)
{
    for (int i = 0; i < count; i++) {
        while (atomic_load_explicit(&drivers[i].ready, memory_order_relaxed)) {
            look_again_soon();
        }
    }
    atomic_thread_fence(memory_order_acquire); /* one for all flags: all sheets are read */
    for (int i = 0; i < count; i++) {
        drivers[i].loaves = 100 + day; /* they sell better and better */
    }
    atomic_thread_fence(memory_order_release); /* one for all flags: all sheets are written */
    for (int i = 0; i < count; i++) {
        atomic_store_explicit(&drivers[i].ready, true, memory_order_relaxed);
    }
}

long total(struct workload load)
{
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        drivers[i] = (struct driver){.days = load.work};
        must(pthread_create(&drivers[i].thread, NULL, drive, &drivers[i]), "pthread_create");
    }
    for (long day = 0; day < load.work; day++) {
        dispatch(load.threads, day);
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(drivers[i].thread, NULL), "pthread_join");
        delivered += drivers[i].delivered;
    }
    return delivered;
}
