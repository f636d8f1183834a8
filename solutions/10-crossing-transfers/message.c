/*
 * message.c - the accounts with an owner: a bookkeeper alone has both, and nobody locks anything.
 *
 * Each teller moves money to and fro; the sender pays a fee of one cent. Every transfer is booked,
 * in time, and not a cent is lost: what the accounts hold in the end is what they held before, less
 * the fees.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { OPENING_BALANCE = 1000000, AMOUNT = 5000, FEE = 1 }; /* in cents */
enum { AN_HOUR = 25 }; /* of transfers; then the tellers begin together again */
enum { ACCOUNTS = 2, CAPACITY = 16 };

struct order {
    long from;
    long to; /* both are numbers of accounts */
};

struct teller {
    int number;
    long transfers; /* how many the teller makes today */
};

static struct channel *orders;
static pthread_barrier_t opening;

/* The teller compares the signature with the one on the sender's card. */
static void check_signature(void)
{
    static const struct timespec looking = {.tv_nsec = 50000};
    nanosleep(&looking, NULL);
}

/* Asks the bookkeeper for a transfer, and doesn't wait until it is booked. */
static void transfer(long from, long to)
{
    check_signature();
    must(channel_send(orders, &(struct order){from, to}), "channel_send");
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
        transfer(from, 1 - from);
    }
    return NULL;
}

/* The bookkeeper: nobody else ever sees a balance before the day is over. */
static void *keep_books(void *argument)
{
    long *balances = argument;
    for (struct order order; channel_receive(orders, &order) == 0;) {
        balances[order.from] -= AMOUNT + FEE;
        balances[order.to] += AMOUNT;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], bookkeeper;
    struct teller tellers[MAX_THREADS];
    long balances[ACCOUNTS] = {OPENING_BALANCE, OPENING_BALANCE};
    must(channel_create(&orders, CAPACITY, sizeof(struct order)), "channel_create");
    must(pthread_barrier_init(&opening, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(pthread_create(&bookkeeper, NULL, keep_books, balances), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        tellers[i] = (struct teller){.number = i, .transfers = load.work};
        must(pthread_create(&crew[i], NULL, serve, &tellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(channel_close(orders), "channel_close");
    must(pthread_join(bookkeeper, NULL), "pthread_join");
    must(pthread_barrier_destroy(&opening), "pthread_barrier_destroy");
    channel_destroy(orders);
    return balances[0] + balances[1];
}
