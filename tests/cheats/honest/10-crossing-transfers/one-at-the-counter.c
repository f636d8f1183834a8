/*
 * one-at-the-counter.c - a lock that is held while the two others are taken, whatever their order.
 *
 * Remarked by race-free: remark: ThreadSanitizer reports a lock-order inversion
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { OPENING_BALANCE = 1000000, AMOUNT = 5000, FEE = 1 }; /* in cents */
enum { AN_HOUR = 25 }; /* of transfers; then the tellers begin together again */

struct account {
    pthread_mutex_t lock;
    long balance; /* in cents; guarded by lock */
};

struct teller {
    int number;
    long transfers; /* how many the teller makes today */
};

static struct account accounts[2] = {
    {.lock = PTHREAD_MUTEX_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER},
};
static pthread_mutex_t counter = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t opening;

/* The teller compares the signature with the one on the sender's card. */
static void check_signature(void)
{
    static const struct timespec looking = {.tv_nsec = 50000};
    nanosleep(&looking, NULL);
}

/* At most one teller at a time is on the way to both locks, so none waits in a circle. */
static void transfer(struct account *from, struct account *to)
{
    must(pthread_mutex_lock(&counter), "pthread_mutex_lock");
    must(pthread_mutex_lock(&from->lock), "pthread_mutex_lock");
    must(pthread_mutex_lock(&to->lock), "pthread_mutex_lock");
    must(pthread_mutex_unlock(&counter), "pthread_mutex_unlock");
    check_signature();
    from->balance -= AMOUNT + FEE;
    to->balance += AMOUNT;
    must(pthread_mutex_unlock(&to->lock), "pthread_mutex_unlock");
    must(pthread_mutex_unlock(&from->lock), "pthread_mutex_unlock");
}

/* There and back again; every other teller begins at the other end. */
static void *serve(void *argument)
{
    const struct teller *teller = argument;
    for (long i = 0; i < teller->transfers; i++) {
        if (i % AN_HOUR == 0) {
            start_together(&opening);
        }
        const long from = (teller->number + i) % 2;
        transfer(&accounts[from], &accounts[1 - from]);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    struct teller tellers[MAX_THREADS];
    accounts[0].balance = accounts[1].balance = OPENING_BALANCE;
    must(pthread_barrier_init(&opening, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        tellers[i] = (struct teller){.number = i, .transfers = load.work};
        must(pthread_create(&crew[i], NULL, serve, &tellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&opening), "pthread_barrier_destroy");
    return accounts[0].balance + accounts[1].balance;
}
