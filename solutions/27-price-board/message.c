/*
 * message.c - boards of prices, of which each customer gets a copy.
 *
 * Each hour a clerk writes new prices on the board, one after the other, and customers copy it
 * down. All prices of one hour belong together: a customer has those of this hour or those of the
 * last one, never some of each.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { GOODS = 3 };

struct board {
    long prices[GOODS];
};

struct person {
    pthread_t thread;
    long hours;
    long valid; /* boards that were copied down; the customer's own until the join */
    struct channel *letters;
};

struct clerk {
    pthread_t thread;
    long hours;
    const struct person *customers;
    int count;
};

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

/* The board is the clerk's own; what is sent is a copy. */
static void *write_prices(void *argument)
{
    const struct clerk *clerk = argument;
    struct board board;
    for (long hours = 1; hours <= clerk->hours; hours++) {
        start_together(&hour);
        for (int good = 0; good < GOODS; good++) {
            board.prices[good] = price_in(hours, good);
            go_on();
        }
        for (int i = 0; i < clerk->count; i++) {
            must(channel_send(clerk->customers[i].letters, &board), "channel_send");
        }
    }
    return NULL;
}

static void *copy_prices(void *argument)
{
    struct person *customer = argument;
    for (long hours = 1; hours <= customer->hours; hours++) {
        struct board copy;
        start_together(&hour);
        must(channel_receive(customer->letters, &copy), "channel_receive");
        customer->valid += is_of_one_hour(&copy);
    }
    return NULL;
}

long total(struct workload load)
{
    struct person customers[MAX_THREADS];
    struct clerk clerk = {.hours = load.work, .customers = customers, .count = load.threads};
    long valid = 0;
    for (int i = 0; i < load.threads; i++) {
        customers[i] = (struct person){.hours = load.work};
        must(channel_create(&customers[i].letters, 1, sizeof(struct board)), "channel_create");
    }
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads + 1), "pthread_barrier_init");
    must(pthread_create(&clerk.thread, NULL, write_prices, &clerk), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&customers[i].thread, NULL, copy_prices, &customers[i]),
             "pthread_create");
    }
    must(pthread_join(clerk.thread, NULL), "pthread_join");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(customers[i].thread, NULL), "pthread_join");
        valid += customers[i].valid;
        channel_destroy(customers[i].letters);
    }
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    return valid;
}
