/*
 * each_field_locked.c - each account made atomic once more, this time by a lock of its own.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * Each balance is right at every moment, as it was before. The invariant says nothing about one
 * balance, though: it is about the sum, and between the two critical sections of a transfer the
 * money is in neither account. However each field is protected, two are not one.
 *
 * A transfer moves money, it neither makes nor loses any: whenever somebody looks, checking and
 * savings together hold the funds. Every audit must agree: agreeing audits = transfers made.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { FUNDS = 1000000 };

struct teller {
    long transfers;
    long agreeing; /* the teller's own count; nobody else touches it before the join */
};

struct account {
    pthread_mutex_t lock;
    long balance; /* guarded by lock */
};

static struct account checking = {.lock = PTHREAD_MUTEX_INITIALIZER};
static struct account savings = {.lock = PTHREAD_MUTEX_INITIALIZER};
static pthread_barrier_t hour;

/* Each transfer has its slip, for the files. */
static void print_slip(void)
{
    static const struct timespec printing = {.tv_nsec = 50000};
    nanosleep(&printing, NULL);
}

static void deposit(struct account *account, long amount)
{
    must(pthread_mutex_lock(&account->lock), "pthread_mutex_lock");
    account->balance += amount;
    must(pthread_mutex_unlock(&account->lock), "pthread_mutex_unlock");
}

static long balance(struct account *account)
{
    must(pthread_mutex_lock(&account->lock), "pthread_mutex_lock");
    const long balance = account->balance;
    must(pthread_mutex_unlock(&account->lock), "pthread_mutex_unlock");
    return balance;
}

/* Moves amount from checking to savings, or, where it is negative, the other way. */
static void transfer(long amount)
{
    deposit(&checking, -amount);
    print_slip();
    deposit(&savings, amount);
}

static bool audit(void)
{
    const long in_checking = balance(&checking);
    const long in_savings = balance(&savings);
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
    checking.balance = FUNDS;
    savings.balance = 0;
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
