/*
 * plain_operators.c - the counter's atomic calls written as plain operators.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * The type is atomic, so `hits = hits + sent` must be too, or so it seems. It is an atomic load, an
 * addition and an atomic store, and what was stored in between is overwritten. Each access is
 * atomic, so there is no data race, and ThreadSanitizer rightly says nothing. (`hits += ...` would
 * be one operation, C17 6.5.16.2: so little lies between wrong and right.)
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
        hits = hits + send_page(request);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    hits = 0;
    must(pthread_barrier_init(&wave, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, serve, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&wave), "pthread_barrier_destroy");
    return hits;
}
