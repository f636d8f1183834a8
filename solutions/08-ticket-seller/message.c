/*
 * message.c - the theatre with an owner: one thread alone has the seats, and gives them out.
 *
 * For each show the theatre keeps two house seats, and on the evening every window sells them,
 * until none is left. Every seat is sold exactly once: sold seats = shows x house seats.
 */
#include "channel.h"
#include "exercise.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { HOUSE_SEATS = 2, CAPACITY = MAX_THREADS };

struct seller {
    long shows;
    struct channel *answers; /* the owner's, to this seller */
    long sold;               /* the seller's own count; nobody else touches it before the join */
};

struct request {
    long show;
    struct channel *answers; /* where the owner says whether there was a seat */
};

static struct channel *requests;
static pthread_barrier_t opening;

/* Asks the owner for a seat; says whether there was one. */
static bool take_seat(long show, struct channel *answers)
{
    bool taken;
    must(channel_send(requests, &(struct request){show, answers}), "channel_send");
    must(channel_receive(answers, &taken), "channel_receive");
    return taken;
}

/* The seller asks for the customer's name and types it in. */
static void type_name(void)
{
    static const struct timespec typing = {.tv_nsec = 50000};
    nanosleep(&typing, NULL);
}

static void *sell(void *argument)
{
    struct seller *seller = argument;
    for (long show = 0; show < seller->shows; show++) {
        start_together(&opening); /* the sale opens at all windows at once */
        while (take_seat(show, seller->answers)) {
            type_name();
            seller->sold++;
        }
    }
    return NULL;
}

/* The owner: nobody else ever sees how many seats are left. */
static void *own_seats(void *argument)
{
    long *left = argument;
    for (struct request request; channel_receive(requests, &request) == 0;) {
        const bool taken = left[request.show] > 0;
        if (taken) {
            left[request.show]--;
        }
        must(channel_send(request.answers, &taken), "channel_send");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], owner;
    struct seller sellers[MAX_THREADS];
    long sold = 0;
    long *left = calloc((size_t)load.work, sizeof *left);
    must(left == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    for (long show = 0; show < load.work; show++) {
        left[show] = HOUSE_SEATS;
    }
    must(channel_create(&requests, CAPACITY, sizeof(struct request)), "channel_create");
    must(pthread_barrier_init(&opening, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(pthread_create(&owner, NULL, own_seats, left), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        sellers[i] = (struct seller){.shows = load.work};
        must(channel_create(&sellers[i].answers, 1, sizeof(bool)), "channel_create");
        must(pthread_create(&crew[i], NULL, sell, &sellers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        sold += sellers[i].sold;
    }
    must(channel_close(requests), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    must(pthread_barrier_destroy(&opening), "pthread_barrier_destroy");
    for (int i = 0; i < load.threads; i++) {
        channel_destroy(sellers[i].answers);
    }
    channel_destroy(requests);
    free(left);
    return sold;
}
