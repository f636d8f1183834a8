/*
 * never_below_zero.c - take_seat checks once more, under the lock, and never goes below zero.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * The number of seats left is right now, always. But take_seat keeps to itself that there was no
 * seat, and the seller counts a sale: two customers still hold a ticket for one seat. The check
 * that counts must be the one that the seller acts on.
 *
 * For each show the theatre keeps two house seats, and on the evening every window sells them,
 * until none is left. Every seat is sold exactly once: sold seats = shows x house seats.
 */
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { HOUSE_SEATS = 2 };

struct seller {
    long shows;
    long sold; /* the seller's own count; nobody else touches it before the join */
};

static pthread_mutex_t office = PTHREAD_MUTEX_INITIALIZER;
static long *left; /* for each show, how many seats are left; guarded by office */
static pthread_barrier_t opening;

static long seats_left(long show)
{
    must(pthread_mutex_lock(&office), "pthread_mutex_lock");
    const long seats = left[show];
    must(pthread_mutex_unlock(&office), "pthread_mutex_unlock");
    return seats;
}

static void take_seat(long show)
{
    must(pthread_mutex_lock(&office), "pthread_mutex_lock");
    if (left[show] > 0) {
        left[show]--;
    }
    must(pthread_mutex_unlock(&office), "pthread_mutex_unlock");
}

/* The seller asks for the customer's name and types it in. */
static void type_name(void)
{
    static const struct timespec typing = {.tv_nsec = 50000};
    nanosleep(&typing, NULL);
}

static void *sell(void *argument)
{
    struct seller *seller = argument;
    for (long show = 0; show < seller->shows; show++) {
        start_together(&opening); /* the sale opens at all windows at once */
        while (seats_left(show) > 0) {
            type_name();
            take_seat(show);
            seller->sold++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    struct seller sellers[MAX_THREADS];
    long sold = 0;
    left = calloc((size_t)load.work, sizeof *left);
    must(left == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    for (long show = 0; show < load.work; show++) {
        left[show] = HOUSE_SEATS;
    }
    must(pthread_barrier_init(&opening, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        sellers[i] = (struct seller){.shows = load.work};
        must(pthread_create(&crew[i], NULL, sell, &sellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        sold += sellers[i].sold;
    }
    must(pthread_barrier_destroy(&opening), "pthread_barrier_destroy");
    free(left);
    return sold;
}
