/*
 * message.c - the two accounts with an owner: one thread alone has the books, moves the money and
 * audits.
 *
 * A transfer moves money, it neither makes nor loses any: whenever somebody looks, checking and
 * savings together hold the funds. Every audit must agree: agreeing audits = transfers made.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { FUNDS = 1000000, CAPACITY = MAX_THREADS };

struct teller {
    long transfers;
    struct channel *answers; /* the owner's, to this teller */
    long agreeing;           /* the teller's own count; nobody else touches it before the join */
};

struct order {
    enum { TRANSFER, AUDIT } kind;
    long amount;             /* of a transfer */
    struct channel *answers; /* where the owner says whether the audit agrees */
};

static struct channel *orders;
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
    const struct order order = {.kind = TRANSFER, .amount = amount};
    print_slip();
    must(channel_send(orders, &order), "channel_send");
}

static bool audit(struct channel *answers)
{
    const struct order order = {.kind = AUDIT, .answers = answers};
    bool agrees;
    must(channel_send(orders, &order), "channel_send");
    must(channel_receive(answers, &agrees), "channel_receive");
    return agrees;
}

static void *work_at_counter(void *argument)
{
    struct teller *teller = argument;
    for (long i = 0; i < teller->transfers; i++) {
        start_together(&hour); /* all tellers make their transfer on the hour */
        transfer(i % 2 == 0 ? 50 : -50);
        if (audit(teller->answers)) {
            teller->agreeing++;
        }
    }
    return NULL;
}

/* The owner: nobody else ever sees the accounts, so none sees them halfway. */
static void *own_books(void *argument)
{
    (void)argument;
    long checking = FUNDS, savings = 0;
    for (struct order order; channel_receive(orders, &order) == 0;) {
        if (order.kind == TRANSFER) {
            checking -= order.amount;
            savings += order.amount;
        } else {
            const bool agrees = checking + savings == FUNDS;
            must(channel_send(order.answers, &agrees), "channel_send");
        }
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], owner;
    struct teller tellers[MAX_THREADS];
    long agreeing = 0;
    must(channel_create(&orders, CAPACITY, sizeof(struct order)), "channel_create");
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(pthread_create(&owner, NULL, own_books, NULL), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        tellers[i] = (struct teller){.transfers = load.work};
        must(channel_create(&tellers[i].answers, 1, sizeof(bool)), "channel_create");
        must(pthread_create(&crew[i], NULL, work_at_counter, &tellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        agreeing += tellers[i].agreeing;
    }
    must(channel_close(orders), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    for (int i = 0; i < load.threads; i++) {
        channel_destroy(tellers[i].answers);
    }
    channel_destroy(orders);
    return agreeing;
}
