/*
 * lock_in_every_getter.c - each show has a lock of its own, and every function that looks at a show
 * takes it.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * Now no show is ever read or written without its lock: each call is safe, and ThreadSanitizer has
 * nothing to report. But a lock protects only what is done while it is held, and between seats_left
 * and take_seat nobody holds it: when the seat is taken, the answer to the question is old.
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

struct show {
    pthread_mutex_t lock;
    long left; /* how many seats are left; guarded by lock */
};

static struct show *shows;
static pthread_barrier_t opening;

static long seats_left(long show)
{
    must(pthread_mutex_lock(&shows[show].lock), "pthread_mutex_lock");
    const long seats = shows[show].left;
    must(pthread_mutex_unlock(&shows[show].lock), "pthread_mutex_unlock");
    return seats;
}

static void take_seat(long show)
{
    must(pthread_mutex_lock(&shows[show].lock), "pthread_mutex_lock");
    shows[show].left--;
    must(pthread_mutex_unlock(&shows[show].lock), "pthread_mutex_unlock");
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
    shows = calloc((size_t)load.work, sizeof *shows);
    must(shows == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    for (long show = 0; show < load.work; show++) {
        must(pthread_mutex_init(&shows[show].lock, NULL), "pthread_mutex_init");
        shows[show].left = HOUSE_SEATS;
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
    for (long show = 0; show < load.work; show++) {
        must(pthread_mutex_destroy(&shows[show].lock), "pthread_mutex_destroy");
    }
    free(shows);
    return sold;
}
