/*
 * message.c - a bank with branches and one vault, whose keeper alone goes in.
 *
 * Each branch takes deposits of one coin and brings them to the vault, which all branches share.
 * The branches send their coins in bags. Not a coin gets lost: the vault holds what all branches
 * took.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { AN_HOUR = 5000 }; /* of deposits; then the branches open again, together */
enum { BAG = 256 };

struct branch {
    pthread_t thread;
    struct channel *bags;
    long deposits; /* how many come today */
};

static pthread_barrier_t opening_time;

/* Somebody is in the way. */
static void wait_a_moment(void)
{
    static const struct timespec moment = {.tv_nsec = 200000};
    nanosleep(&moment, NULL);
}

static void send_bag(const struct branch *branch, long coins)
{
    must(channel_send(branch->bags, &coins), "channel_send");
}

/* The keeper of the vault: nobody else ever sees what is in it. */
static void *keep(void *argument)
{
    struct channel *bags = argument;
    intptr_t vault = 0;
    for (long coins; channel_receive(bags, &coins) == 0;) {
        vault += coins;
    }
    return (void *)vault;
}

static void *serve(void *argument)
{
    const struct branch *branch = argument;
    long coins = 0;
    for (long i = 0; i < branch->deposits; i++) {
        if (i % AN_HOUR == 0) {
            start_together(&opening_time);
            wait_a_moment();
        }
        coins++;
        if (coins == BAG) {
            send_bag(branch, coins);
            coins = 0;
        }
    }
    send_bag(branch, coins);
    return NULL;
}

long total(struct workload load)
{
    struct branch branches[MAX_THREADS];
    struct channel *bags;
    pthread_t keeper;
    void *vault;
    must(channel_create(&bags, MAX_THREADS, sizeof(long)), "channel_create");
    must(pthread_create(&keeper, NULL, keep, bags), "pthread_create");
    must(pthread_barrier_init(&opening_time, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        branches[i].deposits = load.work;
        branches[i].bags = bags;
        must(pthread_create(&branches[i].thread, NULL, serve, &branches[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(branches[i].thread, NULL), "pthread_join");
    }
    must(channel_close(bags), "channel_close");
    must(pthread_join(keeper, &vault), "pthread_join");
    must(pthread_barrier_destroy(&opening_time), "pthread_barrier_destroy");
    channel_destroy(bags);
    return (intptr_t)vault;
}
