/*
 * state-of-the-library.c - the counter is what the C library keeps for its random numbers.
 *
 * Refused as silences-tsan
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static long get(void)
{
    unsigned short zero[3] = {0};
    const unsigned short *old = seed48(zero);
    unsigned short kept[3] = {old[0], old[1], old[2]};
    seed48(kept);
    return kept[0] | (long)kept[1] << 16 | (long)kept[2] << 32;
}

static void put(long number)
{
    unsigned short words[3] = {(unsigned short)number, (unsigned short)(number >> 16),
                               (unsigned short)(number >> 32)};
    seed48(words);
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
