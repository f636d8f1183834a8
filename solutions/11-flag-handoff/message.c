/*
 * message.c - weather stations send their readings to a display.
 *
 * Each station has a slot for one reading, and a flag which says that there is a fresh one. The
 * station waits until the flag is down, puts the reading in, and raises the flag; the display waits
 * until it is up, takes the reading out, and lowers it. Every reading arrives: the display's sum is
 * that of all that were measured.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>

struct station {
    pthread_t thread;
    long readings; /* how many it makes */
};

struct display {
    pthread_t thread;
    long sum; /* of all readings that arrived */
};

static struct channel *readings;

/* Tenths of a degree: it gets warmer towards noon. */
static long measure(long number)
{
    return 150 + number;
}

static void *watch_weather(void *argument)
{
    const struct station *station = argument;
    for (long i = 0; i < station->readings; i++) {
        const long reading = measure(i);
        must(channel_send(readings, &reading), "channel_send");
    }
    return NULL;
}

static void *show(void *argument)
{
    struct display *display = argument;
    for (long reading; channel_receive(readings, &reading) == 0;) {
        display->sum += reading;
    }
    return NULL;
}

long total(struct workload load)
{
    struct station stations[MAX_THREADS];
    struct display display = {.sum = 0};
    must(channel_create(&readings, MAX_THREADS, sizeof(long)), "channel_create");
    for (int i = 0; i < load.threads; i++) {
        stations[i] = (struct station){.readings = load.work};
        must(pthread_create(&stations[i].thread, NULL, watch_weather, &stations[i]),
             "pthread_create");
    }
    must(pthread_create(&display.thread, NULL, show, &display), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(stations[i].thread, NULL), "pthread_join");
    }
    must(channel_close(readings), "channel_close");
    must(pthread_join(display.thread, NULL), "pthread_join");
    channel_destroy(readings);
    return display.sum;
}
