/*
 * atomic.c - the weather stations with a flag that publishes: release when it is set, acquire when
 * it is read.
 *
 * Each station has a slot for one reading, and a flag which says that there is a fresh one. The
 * station waits until the flag is down, puts the reading in, and raises the flag; the display waits
 * until it is up, takes the reading out, and lowers it. Every reading arrives: the display's sum is
 * that of all that were measured.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

struct station {
    pthread_t thread;
    long readings;     /* how many it makes */
    long reading;      /* the slot */
    atomic_bool fresh; /* the flag */
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

static void look_again_soon(void)
{
    static const struct timespec soon = {.tv_nsec = 10000};
    nanosleep(&soon, NULL);
}

static void hand_over(struct station *station, long reading)
{
    while (atomic_load_explicit(&station->fresh, memory_order_acquire)) {
        look_again_soon();
    }
    station->reading = reading;
    atomic_store_explicit(&station->fresh, true, memory_order_release);
}

static long take(struct station *station)
{
    while (!atomic_load_explicit(&station->fresh, memory_order_acquire)) {
        look_again_soon();
    }
    const long reading = station->reading;
    atomic_store_explicit(&station->fresh, false, memory_order_release);
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
        must(pthread_create(&stations[i].thread, NULL, watch_weather, &stations[i]),
             "pthread_create");
    }
    must(pthread_create(&display.thread, NULL, show, &display), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(stations[i].thread, NULL), "pthread_join");
    }
    must(pthread_join(display.thread, NULL), "pthread_join");
    return display.sum;
}
