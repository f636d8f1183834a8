/*
 * read_twice.c - the auditor reads both accounts again and again, until two readings are the same.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * Two equal readings show that nothing moved between them. They don't show that no transfer was
 * under way: while a slip is printed, both readings miss the same money. The books must not be
 * seen halfway at all, and that takes the writer's help.
 *
 * A transfer moves money, it neither makes nor loses any: whenever somebody looks, checking and
 * savings together hold the funds. Every audit must agree: agreeing audits = transfers made.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum { FUNDS = 1000000 };

struct teller {
    long transfers;
    long agreeing; /* the teller's own count; nobody else touches it before the join */
};

static atomic_long checking, savings;
static pthread_barrier_t hour;

/* Each transfer has its slip, for the files. */
static void print_slip(void)
{
    static const struct timespec printing = {.tv_nsec = 50000};
    nanosleep(&printing, NULL);
}

/* Moves amount from checking to savings, or, where it is negative, the other way. */
static void transfer(long amount)
{
    atomic_fetch_sub(&checking, amount);
    print_slip();
    atomic_fetch_add(&savings, amount);
}

static bool audit(void)
{
    long in_checking, in_savings;
    do {
        in_checking = atomic_load(&checking);
        in_savings = atomic_load(&savings);
    } while (in_checking != atomic_load(&checking) || in_savings != atomic_load(&savings));
    return in_checking + in_savings == FUNDS;
}

static void *work_at_counter(void *argument)
{
    struct teller *teller = argument;
    for (long i = 0; i < teller->transfers; i++) {
        start_together(&hour); /* all tellers make their transfer on the hour */
        transfer(i % 2 == 0 ? 50 : -50);
        if (audit()) {
            teller->agreeing++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    struct teller tellers[MAX_THREADS];
    long agreeing = 0;
    atomic_store(&checking, FUNDS);
    atomic_store(&savings, 0);
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        tellers[i] = (struct teller){.transfers = load.work};
        must(pthread_create(&crew[i], NULL, work_at_counter, &tellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        agreeing += tellers[i].agreeing;
    }
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    return agreeing;
}
