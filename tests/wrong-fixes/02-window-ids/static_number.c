/*
 * static_number.c - the number is made static, so that it is still there when the windows read it.
 *
 * Caught by total: wrong-total
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * How long the variable lives was never the trouble: there is one number for all windows, and it
 * has changed by the time that they read it.
 *
 * A station opens its ticket windows, one thread each. Every window sells tickets under the number
 * that it was given. Each number belongs to one window: all tickets bear a number that no other
 * window uses.
 */
#include "exercise.h"

#include <stdint.h>

static pthread_barrier_t opening_time;

/* Returns the number under which this window sells its tickets. */
static void *open_window(void *argument)
{
    const int *told = argument;
    start_together(&opening_time); /* the shutters of all windows go up at once */
    const intptr_t number = *told;
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
    static int number;
    must(pthread_barrier_init(&opening_time, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (number = 0; number < load.threads; number++) {
        must(pthread_create(&windows[number], NULL, open_window, &number), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        void *taken;
        must(pthread_join(windows[i], &taken), "pthread_join");
        windows_with[(intptr_t)taken]++;
    }
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    return tickets_in_order(windows_with, load);
}
