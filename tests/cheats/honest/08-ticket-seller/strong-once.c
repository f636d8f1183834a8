/*
 * strong-once.c - a compare-and-exchange that is tried once. It fails only if another window has
 * taken a seat meanwhile, and that window goes on until none is left.
 *
 * Passes
 */
#include "exercise.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { HOUSE_SEATS = 2 };

struct seller {
    long shows;
    long sold; /* the seller's own count; nobody else touches it before the join */
};

static atomic_long *left; /* for each show, how many seats are left */
static pthread_barrier_t opening;

/* Takes a seat, if there is one and nobody else takes it first; says whether it did. */
static bool take_seat(long show)
{
    long seats = atomic_load(&left[show]);
    return seats > 0 && atomic_compare_exchange_strong(&left[show], &seats, seats - 1);
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
        while (take_seat(show)) {
            type_name();
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
        atomic_init(&left[show], HOUSE_SEATS);
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
