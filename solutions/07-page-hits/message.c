/*
 * message.c - the hit counter with an owner: one thread alone has it, and adds up what it is sent.
 *
 * Each thread answers requests, one after the other; they come in waves. Every page that was sent
 * counts: the counter ends at the number of pages that all threads sent, none of them lost.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { WAVE = 1000, CAPACITY = 64 };

static struct channel *pages_sent;
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
    long sent = 0;
    for (long request = 0; request < requests; request++) {
        if (request % WAVE == 0) {
            start_together(&wave); /* somebody posted a link: all threads are busy at once */
        }
        sent += send_page(request);
        if ((request + 1) % WAVE == 0 || request == requests - 1) {
            must(channel_send(pages_sent, &sent), "channel_send");
            sent = 0;
        }
    }
    return NULL;
}

/* The owner: nobody else ever sees its hits. */
static void *own_hits(void *argument)
{
    long *hits = argument;
    for (long sent; channel_receive(pages_sent, &sent) == 0;) {
        *hits += sent;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], owner;
    long hits = 0;
    must(channel_create(&pages_sent, CAPACITY, sizeof(long)), "channel_create");
    must(pthread_barrier_init(&wave, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(pthread_create(&owner, NULL, own_hits, &hits), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, serve, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(channel_close(pages_sent), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    must(pthread_barrier_destroy(&wave), "pthread_barrier_destroy");
    channel_destroy(pages_sent);
    return hits;
}
