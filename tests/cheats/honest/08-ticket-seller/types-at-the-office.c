/*
 * types-at-the-office.c - the office is locked until the name of the customer is typed: right, and
 * slow.
 *
 * Remarked by still-concurrent: a thread sleeps for 50 us while it holds mutex "office"
 */
#include "exercise.h"

#include <errno.h>
#include <stdbool.h>
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

/* The seller asks for the customer's name and types it in. */
static void type_name(void)
{
    static const struct timespec typing = {.tv_nsec = 50000};
    nanosleep(&typing, NULL);
}

/* Takes a seat if there is one; says whether there was. */
static bool take_seat(long show)
{
    must(pthread_mutex_lock(&office), "pthread_mutex_lock");
    const bool taken = left[show] > 0;
    if (taken) {
        type_name();
        left[show]--;
    }
    must(pthread_mutex_unlock(&office), "pthread_mutex_unlock");
    return taken;
}

static void *sell(void *argument)
{
    struct seller *seller = argument;
    for (long show = 0; show < seller->shows; show++) {
        start_together(&opening); /* the sale opens at all windows at once */
        while (take_seat(show)) {
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
