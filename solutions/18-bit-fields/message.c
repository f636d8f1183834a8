/*
 * message.c - the gates of a museum, all counts kept by one thread; the sensors tell it.
 *
 * Each gate has two sensors, one for who enters and one for who leaves, and each sensor is a thread
 * with a count of its own. Every group that passes a sensor is counted: passages = sensors x tours.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

/* Both counts in one word: there are many gates, and the device has little memory. */
struct gate {
    unsigned in : 16;
    unsigned out : 16;
};

struct sensor {
    pthread_t thread;
    int gate;
    bool at_exit;
    long tours;
};

struct passage {
    int gate;
    bool at_exit;
};

enum { CAPACITY = MAX_THREADS };

static struct channel *passages_seen;
static pthread_barrier_t tour_begins;

/* A tour takes its time. */
static void look_at_pictures(void)
{
    static const struct timespec tour = {.tv_nsec = 500000};
    nanosleep(&tour, NULL);
}

static void *watch(void *argument)
{
    const struct sensor *sensor = argument;
    const struct passage passage = {.gate = sensor->gate, .at_exit = sensor->at_exit};
    for (long i = 0; i < sensor->tours; i++) {
        start_together(&tour_begins); /* a group goes in at every gate */
        if (sensor->at_exit) {
            look_at_pictures();
        }
        must(channel_send(passages_seen, &passage), "channel_send");
    }
    return NULL;
}

/* The owner: nobody else ever sees its gates. */
static void *own_gates(void *argument)
{
    struct gate *gates = argument;
    for (struct passage passage; channel_receive(passages_seen, &passage) == 0;) {
        if (passage.at_exit) {
            gates[passage.gate].out++;
        } else {
            gates[passage.gate].in++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct sensor sensors[MAX_THREADS];
    struct gate gates[MAX_THREADS] = {0};
    pthread_t owner;
    long passages = 0;
    must(channel_create(&passages_seen, CAPACITY, sizeof(struct passage)), "channel_create");
    must(pthread_barrier_init(&tour_begins, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        sensors[i] = (struct sensor){.gate = i / 2, .at_exit = i % 2 == 0, .tours = load.work};
    }
    must(pthread_create(&owner, NULL, own_gates, gates), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&sensors[i].thread, NULL, watch, &sensors[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(sensors[i].thread, NULL), "pthread_join");
    }
    must(channel_close(passages_seen), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    for (int i = 0; i < load.threads; i += 2) {
        passages += gates[i / 2].in + gates[i / 2].out;
    }
    must(pthread_barrier_destroy(&tour_begins), "pthread_barrier_destroy");
    channel_destroy(passages_seen);
    return passages;
}
