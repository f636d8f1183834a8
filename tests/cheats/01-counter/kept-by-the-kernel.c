/*
 * kept-by-the-kernel.c - the counter is a limit that the kernel keeps.
 *
 * Refused as reaches-outside
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

static long get(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_CORE, &limit);
    return (long)limit.rlim_cur;
}

static void put(long number)
{
    struct rlimit limit;
    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = (rlim_t)number;
    setrlimit(RLIMIT_CORE, &limit);
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
