/*
 * atomic.c - the kitchen with two atomic counters: each cook draws a place on the rail, and looks
 * there again and again until a slip hangs in it.
 *
 * The waiter hangs a slip on the rail for each order, from left to right; the cooks take the slips
 * down in the same order. Nobody takes a slip that isn't there, and each plate ordered is cooked.
 */
#include "exercise.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

enum { PLATES = 2 }; /* every table orders for two */

struct cook {
    long orders; /* how many the cook's shift lasts */
    long plates; /* cooked so far; nobody else touches it before the join */
};

/* How many plates each slip of the evening is for; a place is filled before it counts as hung. */
static long *rail;
static atomic_long hung;  /* how many slips were hung up so far */
static atomic_long taken; /* how many places on the rail were given to cooks */
static pthread_barrier_t opening;

/* Takes down the next slip, and says for how many plates it is. */
static long take_slip(void)
{
    const long place = atomic_fetch_add(&taken, 1); /* this cook's alone from now on */
    while (atomic_load(&hung) <= place) {
        sched_yield();
    }
    return rail[place];
}

static void hang_slip(long plates)
{
    rail[atomic_load(&hung)] = plates;
    atomic_fetch_add(&hung, 1);
}

static void *cook_dinner(void *argument)
{
    struct cook *cook = argument;
    start_together(&opening);
    for (long i = 0; i < cook->orders; i++) {
        cook->plates += take_slip();
    }
    return NULL;
}

/* The waiter goes to the next table and asks what they would like. */
static void ask_table(void)
{
    static const struct timespec asking = {.tv_nsec = 50000};
    nanosleep(&asking, NULL);
}

static void *wait_on_tables(void *argument)
{
    const long orders = *(const long *)argument;
    start_together(&opening);
    for (long i = 0; i < orders; i++) {
        ask_table();
        hang_slip(PLATES);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], waiter;
    struct cook cooks[MAX_THREADS];
    long orders = load.threads * load.work, plates = 0;
    hung = taken = 0;
    rail = calloc((size_t)orders, sizeof *rail);
    must(rail == NULL && orders > 0 ? ENOMEM : 0, "calloc");
    must(pthread_barrier_init(&opening, NULL, (unsigned)load.threads + 1), "pthread_barrier_init");
    must(pthread_create(&waiter, NULL, wait_on_tables, &orders), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        cooks[i] = (struct cook){.orders = load.work};
        must(pthread_create(&crew[i], NULL, cook_dinner, &cooks[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        plates += cooks[i].plates;
    }
    must(pthread_join(waiter, NULL), "pthread_join");
    must(pthread_barrier_destroy(&opening), "pthread_barrier_destroy");
    free(rail);
    return plates;
}
