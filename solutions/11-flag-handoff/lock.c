/*
 * lock.c - the weather stations with a lock around slot and flag, and a condition to wait for.
 *
 * Each station has a slot for one reading, and a flag which says that there is a fresh one. The
 * station waits until the flag is down, puts the reading in, and raises the flag; the display waits
 * until it is up, takes the reading out, and lowers it. A lock guards slot and flag, and who waits
 * sleeps until the other one has changed them. Every reading arrives: the display's sum is that of
 * all that were measured.
 */
#include "exercise.h"

#include <stddef.h>

struct station {
    pthread_t thread;
    long readings;        /* how many it makes */
    long reading;         /* the slot */
    bool fresh;           /* the flag */
    pthread_mutex_t lock; /* guards reading and fresh */
    pthread_cond_t changed;
};

struct display {
    pthread_t thread;
    int count;     /* of stations */
    long readings; /* of each */
    long sum;      /* of all that arrived */
};

static struct station stations[MAX_THREADS];

/* Tenths of a degree: it gets warmer towards noon. */
static long measure(long number)
{
    return 150 + number;
}

static void hand_over(struct station *station, long reading)
{
    must(pthread_mutex_lock(&station->lock), "pthread_mutex_lock");
    while (station->fresh) {
        must(pthread_cond_wait(&station->changed, &station->lock), "pthread_cond_wait");
    }
    station->reading = reading;
    station->fresh = true;
    must(pthread_cond_signal(&station->changed), "pthread_cond_signal");
    must(pthread_mutex_unlock(&station->lock), "pthread_mutex_unlock");
}

static long take(struct station *station)
{
    must(pthread_mutex_lock(&station->lock), "pthread_mutex_lock");
    while (!station->fresh) {
        must(pthread_cond_wait(&station->changed, &station->lock), "pthread_cond_wait");
    }
    const long reading = station->reading;
    station->fresh = false;
    must(pthread_cond_signal(&station->changed), "pthread_cond_signal");
    must(pthread_mutex_unlock(&station->lock), "pthread_mutex_unlock");
    return reading;
}

static void *watch_weather(void *argument)
{
    struct station *station = argument;
    for (long i = 0; i < station->readings; i++) {
        hand_over(station, measure(i));
    }
    return NULL;
}

static void *show(void *argument)
{
    struct display *display = argument;
    for (long i = 0; i < display->readings; i++) {
        for (int s = 0; s < display->count; s++) {
            display->sum += take(&stations[s]);
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct display display = {.count = load.threads, .readings = load.work};
    for (int i = 0; i < load.threads; i++) {
        stations[i] = (struct station){.readings = load.work};
        must(pthread_mutex_init(&stations[i].lock, NULL), "pthread_mutex_init");
        must(pthread_cond_init(&stations[i].changed, NULL), "pthread_cond_init");
        must(pthread_create(&stations[i].thread, NULL, watch_weather, &stations[i]),
             "pthread_create");
    }
    must(pthread_create(&display.thread, NULL, show, &display), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(stations[i].thread, NULL), "pthread_join");
    }
    must(pthread_join(display.thread, NULL), "pthread_join");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_cond_destroy(&stations[i].changed), "pthread_cond_destroy");
        must(pthread_mutex_destroy(&stations[i].lock), "pthread_mutex_destroy");
    }
    return display.sum;
}
