/*
 * one_try.c - the counter with a compare-and-exchange that is tried only once.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * The exchange never overwrites what another thread has counted: if the counter has moved on, it
 * fails. But then this thread's own hit isn't counted, and nobody looks at the result. It must try
 * again with the value that it found, until it succeeds.
 *
 * Each thread answers requests, one after the other; they come in waves. Every page that was sent
 * counts: the counter ends at the number of pages that all threads sent, none of them lost.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum { WAVE = 1000 };

static atomic_long hits;
static pthread_barrier_t wave;

/* Sends one page. Returns 1, or 0 if the client hung up before it had the whole page. */
static long send_page(long request)
{
    static const struct timespec slow_line = {.tv_nsec = 50000};
    if (request % WAVE == 0) {
        nanosleep(&slow_line, NULL); /* in each wave, a client is far away */
    }
    return request % 10 == 9 ? 0 : 1;
}

static void *serve(void *argument)
{
    const long requests = *(const long *)argument;
    for (long request = 0; request < requests; request++) {
        if (request % WAVE == 0) {
            start_together(&wave); /* somebody posted a link: all threads are busy at once */
        }
        long before = atomic_load(&hits);
        const long sent = send_page(request);
        atomic_compare_exchange_strong(&hits, &before, before + sent);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    atomic_store(&hits, 0);
    must(pthread_barrier_init(&wave, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, serve, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&wave), "pthread_barrier_destroy");
    return atomic_load(&hits);
}
