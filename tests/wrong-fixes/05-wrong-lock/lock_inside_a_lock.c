/*
 * lock_inside_a_lock.c - a second lock is taken inside the first: the branch's own, too.
 *
 * Caught by total: wrong-total
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * Two locks that nobody else takes protect as little as one.
 *
 * Each branch takes deposits of one coin and brings them to the vault, which all branches share.
 * Every branch has a lock of its own. Not a coin gets lost: the vault holds what all branches took.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { AN_HOUR = 5000 }; /* of deposits; then the branches open again, together */

struct branch {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_mutex_t second_lock;
    long deposits; /* how many come today */
};

static long vault;
static pthread_barrier_t opening_time;

/* Somebody is in the way. */
static void wait_a_moment(void)
{
    static const struct timespec moment = {.tv_nsec = 200000};
    nanosleep(&moment, NULL);
}

static void deposit(struct branch *branch, bool busy)
{
    must(pthread_mutex_lock(&branch->lock), "pthread_mutex_lock");
    must(pthread_mutex_lock(&branch->second_lock), "pthread_mutex_lock");
    long coins = vault;
    if (busy) {
        wait_a_moment();
    }
    vault = coins + 1;
    must(pthread_mutex_unlock(&branch->second_lock), "pthread_mutex_unlock");
    must(pthread_mutex_unlock(&branch->lock), "pthread_mutex_unlock");
}

static void *serve(void *argument)
{
    struct branch *branch = argument;
    for (long i = 0; i < branch->deposits; i++) {
        const bool opens = i % AN_HOUR == 0;
        if (opens) {
            start_together(&opening_time);
        }
        deposit(branch, opens);
    }
    return NULL;
}

long total(struct workload load)
{
    struct branch branches[MAX_THREADS];
    vault = 0;
    must(pthread_barrier_init(&opening_time, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        branches[i].deposits = load.work;
        must(pthread_mutex_init(&branches[i].lock, NULL), "pthread_mutex_init");
        must(pthread_mutex_init(&branches[i].second_lock, NULL), "pthread_mutex_init");
        must(pthread_create(&branches[i].thread, NULL, serve, &branches[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(branches[i].thread, NULL), "pthread_join");
        must(pthread_mutex_destroy(&branches[i].second_lock), "pthread_mutex_destroy");
        must(pthread_mutex_destroy(&branches[i].lock), "pthread_mutex_destroy");
    }
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    return vault;
}
