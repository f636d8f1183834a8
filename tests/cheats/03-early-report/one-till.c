/*
 * one-till.c - no two clerks work at the same time: who sells has the only till until closing time.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <sched.h>
#include <stddef.h>

struct clerk {
    pthread_t thread;
    long customers; /* how many come today */
    long sold;
};

static pthread_mutex_t till = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t closed_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t one_more_closed = PTHREAD_COND_INITIALIZER;
static int closed; /* how many clerks have; guarded by closed_lock */

static void *sell(void *argument)
{
    struct clerk *clerk = argument;
    must(pthread_mutex_lock(&till), "pthread_mutex_lock");
    for (long i = 0; i < clerk->customers; i++) {
        if (i % 1024 == 0) {
            sched_yield(); /* now and then a customer has to think */
        }
        clerk->sold++;
    }
    must(pthread_mutex_unlock(&till), "pthread_mutex_unlock");
    must(pthread_mutex_lock(&closed_lock), "pthread_mutex_lock");
    closed++;
    must(pthread_cond_signal(&one_more_closed), "pthread_cond_signal");
    must(pthread_mutex_unlock(&closed_lock), "pthread_mutex_unlock");
    return NULL;
}

static void wait_until_closed(int count)
{
    must(pthread_mutex_lock(&closed_lock), "pthread_mutex_lock");
    while (closed < count) {
        must(pthread_cond_wait(&one_more_closed, &closed_lock), "pthread_cond_wait");
    }
    must(pthread_mutex_unlock(&closed_lock), "pthread_mutex_unlock");
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
    closed = 0;
    for (int i = 0; i < load.threads; i++) {
        clerks[i].customers = load.work;
        clerks[i].sold = 0;
        must(pthread_create(&clerks[i].thread, NULL, sell, &clerks[i]), "pthread_create");
    }
    wait_until_closed(load.threads);
    const long sold = report(clerks, load.threads);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(clerks[i].thread, NULL), "pthread_join");
    }
    return sold;
}
