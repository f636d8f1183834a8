/*
 * counts-on-paper.c - there is no list. The caller says how many buffers there should be, which is
 * the same however many packets there were.
 *
 * Refused by still-concurrent as no-threads
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum { BUFFERS_EACH = 2 };

static atomic_long in_use;

static void *forward(void *argument)
{
    static const struct timespec sending = {.tv_nsec = 400000};
    const long packets = *(long *)argument;
    for (long i = 0; i < packets; i++) {
        in_use++;
        nanosleep(&sending, NULL);
        in_use--;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t lines[MAX_THREADS];
    in_use = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&lines[i], NULL, forward, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(lines[i], NULL), "pthread_join");
    }
    return load.threads * BUFFERS_EACH;
}
