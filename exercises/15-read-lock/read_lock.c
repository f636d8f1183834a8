/*
 * read_lock.c - a bureau de change, where tellers look up the exchange rates.
 *
 * Rates are looked up all the time and changed now and then, so they have a read-write lock: many
 * tellers may look at once. The agency that keeps the rates charges for each lookup, so not one may
 * be missed: lookups counted = customers served.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { CURRENCIES = 8, SHIFT = 1000 };

struct teller {
    pthread_t thread;
    long customers; /* how many come today */
    long paid_out;  /* the teller's own; nobody else touches it */
};

static struct {
    pthread_rwlock_t lock; /* guards all that follows */
    long pence[CURRENCIES];
    long lookups;
} rates = {.lock = PTHREAD_RWLOCK_INITIALIZER};
static pthread_barrier_t shift;

/* The line to the agency is a bad one. */
static void wait_for_line(void)
{
    static const struct timespec a_moment = {.tv_nsec = 20000};
    nanosleep(&a_moment, NULL);
}

static long look_up(long currency, bool line_is_busy)
{
    must(pthread_rwlock_rdlock(&rates.lock), "pthread_rwlock_rdlock");
    const long before = rates.lookups;
    if (line_is_busy) {
        wait_for_line();
    }
    const long pence = rates.pence[currency];
    rates.lookups = before + 1;
    must(pthread_rwlock_unlock(&rates.lock), "pthread_rwlock_unlock");
    return pence;
}

static void change_rate(long currency)
{
    must(pthread_rwlock_wrlock(&rates.lock), "pthread_rwlock_wrlock");
    rates.pence[currency]++;
    must(pthread_rwlock_unlock(&rates.lock), "pthread_rwlock_unlock");
}

static void *serve(void *argument)
{
    struct teller *teller = argument;
    for (long i = 0; i < teller->customers; i++) {
        if (i % SHIFT == 0) {
            start_together(&shift); /* after each break, all begin together */
        }
        teller->paid_out += look_up(i % CURRENCIES, i % 100 == 0);
        if (i % SHIFT == SHIFT / 2) {
            change_rate(i % CURRENCIES); /* the agency called */
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct teller tellers[MAX_THREADS];
    rates.lookups = 0;
    for (int i = 0; i < CURRENCIES; i++) {
        rates.pence[i] = 100;
    }
    must(pthread_barrier_init(&shift, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        tellers[i] = (struct teller){.customers = load.work};
        must(pthread_create(&tellers[i].thread, NULL, serve, &tellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(tellers[i].thread, NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&shift), "pthread_barrier_destroy");
    return rates.lookups;
}
