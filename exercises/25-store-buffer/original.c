/*
 * store_buffer.c - trains on a single track, and the signal boxes that let them in.
 *
 * Between two stations there is one track. Each signal box that wants to let its train in first
 * sets its own flag, and then looks whether another one's is set; if so, the train waits, and goes
 * when the track is free. Every train arrives: two are never on the track together.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <time.h>

struct box {
    pthread_t thread;
    int side, sides;
    long trains;  /* one an hour */
    long arrived; /* the box's own; nobody else touches it before the join */
};

static atomic_bool wants[MAX_THREADS]; /* the flags: each one's own, for all others to see */
static bool inside[MAX_THREADS];       /* whose train is on the track in this hour */
static pthread_barrier_t hour;

/* The flag carries no other data, so relaxed will do. */
static bool enters(const struct box *box)
{
    static const struct timespec lever = {.tv_nsec = 50000}; /* it takes its time to move */
    atomic_store_explicit(&wants[box->side], true, memory_order_relaxed);
    nanosleep(&lever, NULL);
    for (int other = 0; other < box->sides; other++) {
        if (other != box->side && atomic_load_explicit(&wants[other], memory_order_relaxed)) {
            return false;
        }
    }
    return true;
}

static void leave(const struct box *box)
{
    atomic_store_explicit(&wants[box->side], false, memory_order_relaxed);
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
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        boxes[i] = (struct box){.side = i, .sides = load.threads, .trains = load.work};
        must(pthread_create(&boxes[i].thread, NULL, serve, &boxes[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(boxes[i].thread, NULL), "pthread_join");
        arrived += boxes[i].arrived;
    }
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    return arrived;
}
