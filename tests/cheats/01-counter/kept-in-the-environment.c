/*
 * kept-in-the-environment.c - the counter is a variable of the environment.
 *
 * Refused as reaches-outside
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long get(void)
{
    const char *text = getenv("COUNTER");
    return text != NULL ? atol(text) : 0;
}

static void put(long number)
{
    char text[24];
    snprintf(text, sizeof text, "%ld", number);
    setenv("COUNTER", text, 1);
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
