/*
 * a_bell_for_each.c - each cook has a rail and a bell of its own, so that nobody takes its slip.
 *
 * Caught by every-interleaving: wrong-total
 *
 * Every slip is hung up for one cook, and only that cook's bell rings. So what a cook was woken for
 * is still there, and all schedules are right in which a wait ends only after a signal. But POSIX
 * lets a wait end without one (spurious wake-up): then the cook takes a slip that isn't there.
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

enum { PLATES = 2 }; /* every table orders for two */

struct cook {
    int me;
    long orders; /* how many the cook's shift lasts */
    long plates; /* cooked so far; nobody else touches it before the join */
};

static pthread_mutex_t rail_lock = PTHREAD_MUTEX_INITIALIZER;
static long *rail; /* how many plates each slip of the evening is for; guarded by rail_lock */
static pthread_cond_t bells[MAX_THREADS];
static long hung_for[MAX_THREADS], taken_by[MAX_THREADS];
static int crew_size;
static long hung; /* how many slips were hung up so far; guarded by rail_lock */
static pthread_barrier_t opening;

static long take_slip(int me)
{
    must(pthread_mutex_lock(&rail_lock), "pthread_mutex_lock");
    if (hung_for[me] == taken_by[me]) {
        must(pthread_cond_wait(&bells[me], &rail_lock), "pthread_cond_wait");
    }
    const long plates = rail[taken_by[me] * crew_size + me];
    taken_by[me]++;
    must(pthread_mutex_unlock(&rail_lock), "pthread_mutex_unlock");
    return plates;
}

static void hang_slip(long plates)
{
    must(pthread_mutex_lock(&rail_lock), "pthread_mutex_lock");
    const int cook = (int)(hung % crew_size);
    rail[hung] = plates;
    hung++;
    hung_for[cook]++;
    must(pthread_cond_signal(&bells[cook]), "pthread_cond_signal");
    must(pthread_mutex_unlock(&rail_lock), "pthread_mutex_unlock");
}

static void *cook_dinner(void *argument)
{
    struct cook *cook = argument;
    start_together(&opening);
    for (long i = 0; i < cook->orders; i++) {
        cook->plates += take_slip(cook->me);
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
    hung = 0;
    crew_size = load.threads;
    for (int i = 0; i < load.threads; i++) {
        hung_for[i] = taken_by[i] = 0;
        must(pthread_cond_init(&bells[i], NULL), "pthread_cond_init");
    }
    rail = calloc((size_t)orders, sizeof *rail);
    must(rail == NULL && orders > 0 ? ENOMEM : 0, "calloc");
    must(pthread_barrier_init(&opening, NULL, (unsigned)load.threads + 1), "pthread_barrier_init");
    must(pthread_create(&waiter, NULL, wait_on_tables, &orders), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        cooks[i] = (struct cook){.orders = load.work, .me = i};
        must(pthread_create(&crew[i], NULL, cook_dinner, &cooks[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        plates += cooks[i].plates;
    }
    must(pthread_join(waiter, NULL), "pthread_join");
    must(pthread_barrier_destroy(&opening), "pthread_barrier_destroy");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_cond_destroy(&bells[i]), "pthread_cond_destroy");
    }
    free(rail);
    return plates;
}
