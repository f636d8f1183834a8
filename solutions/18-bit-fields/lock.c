/*
 * lock.c - the gates of a museum, both counts of a gate guarded by one lock.
 *
 * Each gate has two sensors, one for who enters and one for who leaves, and each sensor is a thread
 * with a count of its own. Every group that passes a sensor is counted: passages = sensors x tours.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

/* Both counts in one word: there are many gates, and the device has little memory. */
struct gate {
    unsigned in : 16;  /* guarded by gates_lock */
    unsigned out : 16; /* guarded by the same lock: it is the same word */
};

struct sensor {
    pthread_t thread;
    struct gate *gate;
    bool at_exit;
    long tours;
};

static struct gate gates[MAX_THREADS];
static pthread_mutex_t gates_lock = PTHREAD_MUTEX_INITIALIZER;
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
    struct gate *gate = sensor->gate;
    for (long i = 0; i < sensor->tours; i++) {
        start_together(&tour_begins); /* a group goes in at every gate */
        if (sensor->at_exit) {
            look_at_pictures();
            must(pthread_mutex_lock(&gates_lock), "pthread_mutex_lock");
            gate->out++;
            must(pthread_mutex_unlock(&gates_lock), "pthread_mutex_unlock");
        } else {
            must(pthread_mutex_lock(&gates_lock), "pthread_mutex_lock");
            gate->in++;
            must(pthread_mutex_unlock(&gates_lock), "pthread_mutex_unlock");
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct sensor sensors[MAX_THREADS];
    long passages = 0;
    must(pthread_barrier_init(&tour_begins, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        gates[i / 2] = (struct gate){0};
        sensors[i] =
            (struct sensor){.gate = &gates[i / 2], .at_exit = i % 2 == 0, .tours = load.work};
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&sensors[i].thread, NULL, watch, &sensors[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(sensors[i].thread, NULL), "pthread_join");
    }
    for (int i = 0; i < load.threads; i += 2) {
        passages += gates[i / 2].in + gates[i / 2].out;
    }
    must(pthread_barrier_destroy(&tour_begins), "pthread_barrier_destroy");
    return passages;
}
