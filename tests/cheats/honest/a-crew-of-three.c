/*
 * a-crew-of-three.c - three threads share the work, however many there could be.
 *
 * Passes
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

enum { CREW = 3 };

static atomic_long value;

static void *count(void *share)
{
    for (long left = *(long *)share; left > 0; left--) {
        atomic_fetch_add(&value, 1);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[CREW];
    long shares[CREW];
    const long all = load.threads * load.work;
    atomic_store(&value, 0);
    for (int i = 0; i < CREW; i++) {
        shares[i] = all * (i + 1) / CREW - all * i / CREW;
        must(pthread_create(&threads[i], NULL, count, &shares[i]), "pthread_create");
    }
    for (int i = 0; i < CREW; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return atomic_load(&value);
}
