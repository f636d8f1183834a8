/*
 * note-comes-back.c - the courier only brings the note back, and does the same however many parcels
 * there are. It is not seen to do anything.
 *
 * Passes
 */
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void *deliver(void *note)
{
    static const struct timespec walk = {.tv_nsec = 2000000};
    nanosleep(&walk, NULL);
    return note;
}

long total(struct workload load)
{
    pthread_t couriers[MAX_THREADS];
    long delivered = 0;
    for (int i = 0; i < load.threads; i++) {
        long *note = malloc(sizeof *note);
        must(note == NULL ? ENOMEM : 0, "malloc");
        *note = (i + 1) * load.work;
        must(pthread_create(&couriers[i], NULL, deliver, note), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        void *note;
        must(pthread_join(couriers[i], &note), "pthread_join");
        delivered += *(long *)note;
        free(note);
    }
    return delivered;
}
