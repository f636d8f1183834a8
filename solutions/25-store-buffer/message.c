/*
 * message.c - trains on a single track, and a signalman whom the boxes ask.
 *
 * Between two stations there is one track. Each signal box that wants to let its train in first
 * sets its own flag, and then looks whether another one's is set; if so, the train waits, and goes
 * when the track is free. Every train arrives: two are never on the track together.
 */
#include "channel.h"
#include "exercise.h"

#include <time.h>

struct box {
    pthread_t thread;
    int side, sides;
    long trains;  /* one an hour */
    long arrived; /* the box's own; nobody else touches it before the join */
    struct channel *answers;
};

struct question {
    bool enters; /* or else leaves */
    struct channel *answers;
};

static struct channel *questions;
static bool inside[MAX_THREADS]; /* whose train is on the track in this hour */
static pthread_barrier_t hour;

/* The signalman: nobody else knows whether the track is free. */
static void *decide(void *nothing)
{
    (void)nothing;
    bool is_free = true;
    for (struct question question; channel_receive(questions, &question) == 0;) {
        if (question.enters) {
            must(channel_send(question.answers, &is_free), "channel_send");
        }
        is_free = !question.enters;
    }
    return NULL;
}

static bool enters(const struct box *box)
{
    static const struct timespec lever = {.tv_nsec = 50000}; /* it takes its time to move */
    bool is_free;
    nanosleep(&lever, NULL);
    must(channel_send(questions, &(struct question){true, box->answers}), "channel_send");
    must(channel_receive(box->answers, &is_free), "channel_receive");
    return is_free;
}

static void leave(const struct box *box)
{
    must(channel_send(questions, &(struct question){false, box->answers}), "channel_send");
}

/* Two that are on the track together do not arrive. */
static bool is_safe(const struct box *box)
{
    int trains = 0;
    for (int side = 0; side < box->sides; side++) {
        trains += inside[side];
    }
    return !inside[box->side] || trains == 1;
}

static void *serve(void *argument)
{
    struct box *box = argument;
    for (long train = 0; train < box->trains; train++) {
        start_together(&hour);
        inside[box->side] = enters(box);
        start_together(&hour); /* whoever is on the track is through; the others go now */
        box->arrived += is_safe(box);
        leave(box);
    }
    return NULL;
}

long total(struct workload load)
{
    struct box boxes[MAX_THREADS];
    long arrived = 0;
    pthread_t signalman;
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(channel_create(&questions, MAX_THREADS, sizeof(struct question)), "channel_create");
    must(pthread_create(&signalman, NULL, decide, NULL), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        boxes[i] = (struct box){.side = i, .sides = load.threads, .trains = load.work};
        must(channel_create(&boxes[i].answers, 1, sizeof(bool)), "channel_create");
        must(pthread_create(&boxes[i].thread, NULL, serve, &boxes[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(boxes[i].thread, NULL), "pthread_join");
        arrived += boxes[i].arrived;
    }
    must(channel_close(questions), "channel_close");
    must(pthread_join(signalman, NULL), "pthread_join");
    for (int i = 0; i < load.threads; i++) {
        channel_destroy(boxes[i].answers);
    }
    channel_destroy(questions);
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    return arrived;
}
