/*
 * kept-in-a-file.c - the counter is in a file that has no name.
 *
 * Refused by every-interleaving as uncontrolled
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static FILE *file;

static long get(void)
{
    long number = 0;
    return pread(fileno(file), &number, sizeof number, 0) > 0 ? number : 0;
}

static void put(long number)
{
    if (file == NULL) {
        file = tmpfile();
    }
    if (pwrite(fileno(file), &number, sizeof number, 0) < 0) {
        abort();
    }
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
