/*
 * atomic.c - the two accounts as one atomic object: both balances change in one operation.
 *
 * A transfer moves money, it neither makes nor loses any: whenever somebody looks, checking and
 * savings together hold the funds. Every audit must agree: agreeing audits = transfers made.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { FUNDS = 1000000 };

struct teller {
    long transfers;
    long agreeing; /* the teller's own count; nobody else touches it before the join */
};

/* Eight bytes in all, so that the processor can exchange both balances at once. */
struct books {
    int32_t checking;
    int32_t savings;
};

static _Atomic(struct books) books;
static pthread_barrier_t hour;

/* Each transfer has its slip, for the files. */
static void print_slip(void)
{
    static const struct timespec printing = {.tv_nsec = 50000};
    nanosleep(&printing, NULL);
}

/* Moves amount from checking to savings, or, where it is negative, the other way. */
static void transfer(int32_t amount)
{
    print_slip();
    struct books before = atomic_load(&books), after;
    do {
        after.checking = before.checking - amount;
        after.savings = before.savings + amount;
    } while (!atomic_compare_exchange_weak(&books, &before, after));
}

static bool audit(void)
{
    const struct books seen = atomic_load(&books);
    return seen.checking + seen.savings == FUNDS;
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
    atomic_store(&books, ((struct books){.checking = FUNDS, .savings = 0}));
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
