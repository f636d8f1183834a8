/*
 * wait_after_create.c - each window gets some time to read its number.
 *
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * The window reads first thing, and the station waits a little before it changes the number: nearly
 * always long enough. But time orders nothing: a window that the system starts late still reads the
 * next one's number.
 *
 * A station opens its ticket windows, one thread each. Every window sells tickets under the number
 * that it was given. Each number belongs to one window: all tickets bear a number that no other
 * window uses.
 */
#include "exercise.h"

#include <stdint.h>
#include <time.h>

static pthread_barrier_t opening_time;

/* Returns the number under which this window sells its tickets. */
static void *open_window(void *argument)
{
    const int *told = argument;
    const intptr_t number = *told;
    start_together(&opening_time); /* the shutters of all windows go up at once */
    return (void *)number;
}

/* How many tickets bear a number that only one window used? */
static long tickets_in_order(const int *windows_with, struct workload load)
{
    long tickets = 0;
    for (int number = 0; number < load.threads; number++) {
        if (windows_with[number] == 1) {
            tickets += load.work;
        }
    }
    return tickets;
}

long total(struct workload load)
{
    pthread_t windows[MAX_THREADS];
    int windows_with[MAX_THREADS + 1] = {0}; /* by number: how many windows took it */
    int number;
    must(pthread_barrier_init(&opening_time, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (number = 0; number < load.threads; number++) {
        must(pthread_create(&windows[number], NULL, open_window, &number), "pthread_create");
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    for (int i = 0; i < load.threads; i++) {
        void *taken;
        must(pthread_join(windows[i], &taken), "pthread_join");
        windows_with[(intptr_t)taken]++;
    }
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    return tickets_in_order(windows_with, load);
}
