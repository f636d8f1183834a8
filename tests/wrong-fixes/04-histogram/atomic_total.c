/*
 * atomic_total.c - the total is an atomic, the bins are as they were.
 *
 * Caught by race-free: data-race
 * Caught by every-interleaving: data-race
 *
 * The total is right in every run, since it no longer comes from the bins. The histogram, which was
 * the point, is as wrong as before.
 *
 * Each thread reads its own stretch of the file and counts its bytes in the bins, which all threads
 * share. Every byte is in one bin: the bins add up to the length of the file.
 */
#include "exercise.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

enum { BINS = 256 };

struct reader {
    pthread_t thread;
    long begin; /* of this thread's stretch */
    long end;
};

static long bins[BINS];
static atomic_long bytes_counted;
static pthread_barrier_t start;

/* The byte at a position of the file. Some are far more frequent than others, as in any text. */
static unsigned char byte_at(long position)
{
    const uint32_t mixed = (uint32_t)position * 2654435761u;
    return (unsigned char)((mixed >> 24) & (mixed >> 16) & 0xff);
}

static void *count_bytes(void *argument)
{
    const struct reader *reader = argument;
    start_together(&start);
    for (long position = reader->begin; position < reader->end; position++) {
        const unsigned char byte = byte_at(position);
        long seen = bins[byte];
        if (position % 64 == 0) {
            sched_yield(); /* the next page of the file is not in memory yet */
        }
        bins[byte] = seen + 1;
        atomic_fetch_add(&bytes_counted, 1);
    }
    return NULL;
}

long total(struct workload load)
{
    struct reader readers[MAX_THREADS];
    atomic_store(&bytes_counted, 0);
    for (int i = 0; i < BINS; i++) {
        bins[i] = 0;
    }
    must(pthread_barrier_init(&start, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        readers[i].begin = i * load.work;
        readers[i].end = readers[i].begin + load.work;
        must(pthread_create(&readers[i].thread, NULL, count_bytes, &readers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(readers[i].thread, NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&start), "pthread_barrier_destroy");
    return atomic_load(&bytes_counted);
}
