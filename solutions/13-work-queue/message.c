/*
 * message.c - the kitchen with a channel for a rail: who takes a slip waits until there is one.
 *
 * The waiter hangs a slip on the rail for each order; the cooks take the slips down in the same
 * order. A cook who finds no slip waits for one. Nobody takes a slip that isn't there, and each
 * plate ordered is cooked.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum {
    PLATES = 2,    /* every table orders for two */
    CAPACITY = 16, /* of the rail, in slips */
};

struct cook {
    long orders; /* how many the cook's shift lasts */
    long plates; /* cooked so far; nobody else touches it before the join */
};

static struct channel *rail; /* of slips: how many plates each is for */
static pthread_barrier_t opening;

/* Takes down the next slip, and says for how many plates it is. */
static long take_slip(void)
{
    long plates;
    must(channel_receive(rail, &plates), "channel_receive");
    return plates;
}

static void hang_slip(long plates)
{
    must(channel_send(rail, &plates), "channel_send");
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
    must(channel_create(&rail, CAPACITY, sizeof(long)), "channel_create");
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
    channel_destroy(rail);
    return plates;
}
