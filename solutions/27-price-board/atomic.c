/*
 * atomic.c - boards of prices that never change, and a pointer to the newest.
 *
 * Each hour a clerk writes new prices on the board, one after the other, and customers copy it
 * down. All prices of one hour belong together: a customer has those of this hour or those of the
 * last one, never some of each.
 */
#include "exercise.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

enum { GOODS = 3 };

struct board {
    long prices[GOODS];
};

struct person {
    pthread_t thread;
    long hours;
    long valid; /* boards that were copied down; the customer's own until the join */
};

/* A new board is made each hour, and never changed once it hangs there. */
static _Atomic(const struct board *) newest;
static struct board *boards; /* of all hours, until the end: somebody may still be reading */
static pthread_barrier_t hour;

/* It all becomes dearer, by 1 an hour. */
static long price_in(long hours, int good)
{
    static const long first[GOODS] = {120, 250, 310};
    return first[good] + hours;
}

/* From one line of the board to the next. */
static void go_on(void)
{
    static const struct timespec moment = {.tv_nsec = 50000};
    nanosleep(&moment, NULL);
}

static bool is_of_one_hour(const struct board *copy)
{
    for (int good = 1; good < GOODS; good++) {
        if (copy->prices[good] - price_in(0, good) != copy->prices[0] - price_in(0, 0)) {
            return false;
        }
    }
    return true;
}

static void *write_prices(void *argument)
{
    const struct person *clerk = argument;
    for (long hours = 1; hours <= clerk->hours; hours++) {
        start_together(&hour);
        for (int good = 0; good < GOODS; good++) {
            boards[hours].prices[good] = price_in(hours, good);
            go_on();
        }
        atomic_store_explicit(&newest, &boards[hours], memory_order_release);
    }
    return NULL;
}

static void *copy_prices(void *argument)
{
    struct person *customer = argument;
    for (long hours = 1; hours <= customer->hours; hours++) {
        struct board copy;
        start_together(&hour);
        const struct board *board = atomic_load_explicit(&newest, memory_order_acquire);
        for (int good = 0; good < GOODS; good++) {
            copy.prices[good] = board->prices[good];
            go_on();
        }
        customer->valid += is_of_one_hour(&copy);
    }
    return NULL;
}

long total(struct workload load)
{
    struct person clerk = {.hours = load.work}, customers[MAX_THREADS];
    long valid = 0;
    boards = calloc((size_t)load.work + 1, sizeof *boards);
    must(boards == NULL ? ENOMEM : 0, "calloc");
    for (int good = 0; good < GOODS; good++) {
        boards[0].prices[good] = price_in(0, good);
    }
    atomic_store(&newest, &boards[0]);
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads + 1), "pthread_barrier_init");
    must(pthread_create(&clerk.thread, NULL, write_prices, &clerk), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        customers[i] = (struct person){.hours = load.work};
        must(pthread_create(&customers[i].thread, NULL, copy_prices, &customers[i]),
             "pthread_create");
    }
    must(pthread_join(clerk.thread, NULL), "pthread_join");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(customers[i].thread, NULL), "pthread_join");
        valid += customers[i].valid;
    }
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    free(boards);
    return valid;
}
