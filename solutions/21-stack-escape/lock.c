/*
 * lock.c - couriers copy their note, and nobody throws it away before.
 *
 * The first district gets as many parcels as work says, the second twice as many, the third three
 * times, and so on; each has a courier, who is a thread. All parcels are delivered.
 */
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static pthread_mutex_t desk = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t note_copied = PTHREAD_COND_INITIALIZER;
static bool copied; /* the note of who was sent out last; guarded by desk */

static void fetch_the_bicycle(void)
{
    static const struct timespec walk = {.tv_nsec = 2000000};
    nanosleep(&walk, NULL);
}

/* Returns how many parcels this courier delivers. */
static void *deliver(void *argument)
{
    const long *note = argument;
    must(pthread_mutex_lock(&desk), "pthread_mutex_lock");
    const intptr_t parcels = *note;
    copied = true;
    must(pthread_cond_signal(&note_copied), "pthread_cond_signal");
    must(pthread_mutex_unlock(&desk), "pthread_mutex_unlock");
    fetch_the_bicycle();
    return (void *)parcels;
}

/* Returns when the courier needs the note no more. */
static void send_out(pthread_t *courier, long district, long work)
{
    long parcels = district * work;
    must(pthread_mutex_lock(&desk), "pthread_mutex_lock");
    copied = false;
    must(pthread_create(courier, NULL, deliver, &parcels), "pthread_create");
    while (!copied) {
        must(pthread_cond_wait(&note_copied, &desk), "pthread_cond_wait");
    }
    must(pthread_mutex_unlock(&desk), "pthread_mutex_unlock");
}

long total(struct workload load)
{
    pthread_t couriers[MAX_THREADS];
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        send_out(&couriers[i], i + 1, load.work);
    }
    for (int i = 0; i < load.threads; i++) {
        void *parcels;
        must(pthread_join(couriers[i], &parcels), "pthread_join");
        delivered += (intptr_t)parcels;
    }
    return delivered;
}
