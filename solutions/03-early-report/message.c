/*
 * message.c - the day's sales of a shop: every clerk hands in a count.
 *
 * Each clerk sells tickets and keeps count of them. In the evening the manager adds up what all
 * clerks have sold: every ticket of the day stands in the report.
 */
#include "channel.h"
#include "exercise.h"

#include <sched.h>
#include <stddef.h>

struct clerk {
    pthread_t thread;
    long customers; /* how many come today */
    struct channel *counts;
};

static pthread_barrier_t opening_time;

static void *sell(void *argument)
{
    struct clerk *clerk = argument;
    long sold = 0;
    start_together(&opening_time);
    for (long i = 0; i < clerk->customers; i++) {
        if (i % 1024 == 0) {
            sched_yield(); /* now and then a customer has to think */
        }
        sold++;
    }
    must(channel_send(clerk->counts, &sold), "channel_send");
    return NULL;
}

static long report(struct channel *counts, int count)
{
    long sold = 0;
    for (int i = 0; i < count; i++) {
        long counted;
        must(channel_receive(counts, &counted), "channel_receive");
        sold += counted;
    }
    return sold;
}

long total(struct workload load)
{
    struct clerk clerks[MAX_THREADS];
    struct channel *counts;
    must(channel_create(&counts, MAX_THREADS, sizeof(long)), "channel_create");
    must(pthread_barrier_init(&opening_time, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        clerks[i].customers = load.work;
        clerks[i].counts = counts;
        must(pthread_create(&clerks[i].thread, NULL, sell, &clerks[i]), "pthread_create");
    }
    const long sold = report(counts, load.threads);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(clerks[i].thread, NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    channel_destroy(counts);
    return sold;
}
