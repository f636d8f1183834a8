/*
 * sleep_before_report.c - the manager takes a nap before the report.
 *
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * The clerks are long done when the manager wakes up, so the total is right, today, on this
 * machine. But nothing makes their last sale happen before the report: on a busy day the nap is too
 * short, and no length is right.
 *
 * Each clerk sells tickets and keeps count of them. In the evening the manager adds up what all
 * clerks have sold: every ticket of the day stands in the report.
 */
#include "exercise.h"

#include <sched.h>
#include <stddef.h>
#include <time.h>

struct clerk {
    pthread_t thread;
    long customers; /* how many come today */
    long sold;
};

static pthread_barrier_t opening_time;

static void *sell(void *argument)
{
    struct clerk *clerk = argument;
    start_together(&opening_time);
    for (long i = 0; i < clerk->customers; i++) {
        if (i % 1024 == 0) {
            sched_yield(); /* now and then a customer has to think */
        }
        clerk->sold++;
    }
    return NULL;
}

static long report(const struct clerk *clerks, int count)
{
    long sold = 0;
    for (int i = 0; i < count; i++) {
        sold += clerks[i].sold;
    }
    return sold;
}

long total(struct workload load)
{
    struct clerk clerks[MAX_THREADS];
    must(pthread_barrier_init(&opening_time, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        clerks[i].customers = load.work;
        clerks[i].sold = 0;
        must(pthread_create(&clerks[i].thread, NULL, sell, &clerks[i]), "pthread_create");
    }
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    const long sold = report(clerks, load.threads);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(clerks[i].thread, NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    return sold;
}
