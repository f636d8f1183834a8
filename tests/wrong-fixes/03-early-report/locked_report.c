/*
 * locked_report.c - sales and report take a lock, but the report still comes too early.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * The data race is gone, and ThreadSanitizer is silent: each access holds the lock. What was wrong
 * was the order, and a lock does not make anybody wait for the evening.
 *
 * Each clerk sells tickets and keeps count of them. In the evening the manager adds up what all
 * clerks have sold: every ticket of the day stands in the report.
 */
#include "exercise.h"

#include <sched.h>
#include <stddef.h>

struct clerk {
    pthread_t thread;
    long customers; /* how many come today */
    long sold;
};

static pthread_barrier_t opening_time;
static pthread_mutex_t sold_lock = PTHREAD_MUTEX_INITIALIZER;

static void *sell(void *argument)
{
    struct clerk *clerk = argument;
    start_together(&opening_time);
    for (long i = 0; i < clerk->customers; i++) {
        if (i % 1024 == 0) {
            sched_yield(); /* now and then a customer has to think */
        }
        must(pthread_mutex_lock(&sold_lock), "pthread_mutex_lock");
        clerk->sold++;
        must(pthread_mutex_unlock(&sold_lock), "pthread_mutex_unlock");
    }
    return NULL;
}

static long report(const struct clerk *clerks, int count)
{
    long sold = 0;
    for (int i = 0; i < count; i++) {
        must(pthread_mutex_lock(&sold_lock), "pthread_mutex_lock");
        sold += clerks[i].sold;
        must(pthread_mutex_unlock(&sold_lock), "pthread_mutex_unlock");
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
    const long sold = report(clerks, load.threads);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(clerks[i].thread, NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    return sold;
}
