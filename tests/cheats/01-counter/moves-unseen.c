/*
 * moves-unseen.c - its bytes are moved by a function that neither TSan nor anybody looks into.
 *
 * Refused as silences-tsan
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stddef.h>
#include <unistd.h>

static long value;

static long get(void)
{
    long turned, copy;
    swab(&value, &turned, sizeof value);
    swab(&turned, &copy, sizeof value);
    return copy;
}

static void put(long number)
{
    long turned;
    swab(&number, &turned, sizeof value);
    swab(&turned, &value, sizeof value);
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
