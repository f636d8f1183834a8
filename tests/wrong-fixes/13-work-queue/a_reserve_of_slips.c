/*
 * a_reserve_of_slips.c - some slips hang on the rail already when the kitchen opens.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * "It goes wrong when the rail is empty, so it must never be": more in the queue, and a longer one.
 * A reserve is used up as soon as the cooks are faster than the waiter, and then they wait as
 * before, and are woken as before. How much a queue holds changes when that happens, not what
 * happens.
 *
 * The waiter hangs a slip on the rail for each order, from left to right, and rings the bell; the
 * cooks take the slips down in the same order. A cook who finds no slip waits for the bell. Nobody
 * takes a slip that isn't there: hung - taken is never below zero, and every plate is cooked.
 */
#include "exercise.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

enum {
    PLATES = 2,  /* every table orders for two */
    RESERVE = 2, /* orders that came by telephone, before the kitchen opened */
};

struct cook {
    long orders; /* how many the cook's shift lasts */
    long plates; /* cooked so far; nobody else touches it before the join */
};

static pthread_mutex_t rail_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;
static long *rail; /* how many plates each slip of the evening is for; guarded by rail_lock */
static long hung;  /* how many slips were hung up so far; guarded by rail_lock */
static long taken; /* how many were taken down; guarded by rail_lock */
static pthread_barrier_t opening;

/* Takes down the next slip, and says for how many plates it is. */
static long take_slip(void)
{
    must(pthread_mutex_lock(&rail_lock), "pthread_mutex_lock");
    if (hung == taken) {
        must(pthread_cond_wait(&bell, &rail_lock), "pthread_cond_wait");
    }
    const long plates = rail[taken];
    taken++;
    must(pthread_mutex_unlock(&rail_lock), "pthread_mutex_unlock");
    return plates;
}

static void hang_slip(long plates)
{
    must(pthread_mutex_lock(&rail_lock), "pthread_mutex_lock");
    rail[hung] = plates;
    hung++;
    must(pthread_cond_broadcast(&bell), "pthread_cond_broadcast"); /* all cooks hear it */
    must(pthread_mutex_unlock(&rail_lock), "pthread_mutex_unlock");
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
    for (long i = RESERVE; i < orders; i++) {
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
    for (long i = 0; i < RESERVE && i < orders; i++) {
        hang_slip(PLATES);
    }
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
