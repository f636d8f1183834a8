/*
 * waits-its-turn.c - each thread waits so long that no two meet, and copies by a function that TSan
 * has not taken over.
 *
 * Refused by every-interleaving as wrong-total
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

static long value;

static long get(void)
{
    long copy;
    mempcpy(&copy, &value, sizeof value);
    return copy;
}

static void put(long number)
{
    mempcpy(&value, &number, sizeof value);
}

struct share {
    long work;
    int place;
};

/* One after the other, as far as a clock can do that. */
static void *count(void *argument)
{
    const struct share *share = argument;
    usleep((unsigned)share->place * 300000);
    for (long left = share->work; left > 0; left--) {
        put(get() + 1);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    struct share shares[MAX_THREADS];
    put(0);
    for (int i = 0; i < load.threads; i++) {
        shares[i] = (struct share){load.work, i};
        must(pthread_create(&threads[i], NULL, count, &shares[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return get();
}
