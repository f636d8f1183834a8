/*
 * atomic.c - the lines of a router share its packet buffers, by a stack that counts its changes.
 *
 * Who needs a buffer takes the top one off the stack of free ones, and gives it back on top. Lines
 * for mail and lines for calls take turns. A buffer is either in use by one line, or on the stack:
 * when all packets are through, all buffers, two for each line, are on the stack again.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum { NONE = -1, BUFFERS_EACH = 2 };

struct line {
    pthread_t thread;
    bool urgent; /* a line for calls; mail can wait */
    long packets;
};

/* Of the stack of free buffers. The version tells one buffer on top from the same one later. */
struct top {
    int buffer; /* or NONE */
    unsigned version;
};

static _Atomic(struct top) top;
static atomic_int below[MAX_THREADS * BUFFERS_EACH]; /* each free buffer: the next one, or NONE */
static pthread_barrier_t arrival;

/* Every program is interrupted now and then, anywhere. What isn't urgent is so here. */
static void interruption(const struct line *line)
{
    static const struct timespec moment = {.tv_nsec = 200000};
    if (!line->urgent) {
        nanosleep(&moment, NULL);
    }
}

static int take(const struct line *line)
{
    struct top seen = atomic_load(&top);
    struct top changed;
    do {
        if (seen.buffer == NONE) {
            return NONE;
        }
        changed.buffer = atomic_load(&below[seen.buffer]);
        changed.version = seen.version + 1;
        interruption(line);
    } while (!atomic_compare_exchange_strong(&top, &seen, changed));
    return seen.buffer;
}

static void give_back(int buffer)
{
    if (buffer != NONE) {
        struct top seen = atomic_load(&top);
        struct top changed = {.buffer = buffer};
        do {
            atomic_store(&below[buffer], seen.buffer);
            changed.version = seen.version + 1;
        } while (!atomic_compare_exchange_strong(&top, &seen, changed));
    }
}

/* The packet is held until all of it is on its way. */
static void send_packet(void)
{
    static const struct timespec sending = {.tv_nsec = 400000};
    nanosleep(&sending, NULL);
}

static void *forward(void *argument)
{
    const struct line *line = argument;
    for (long i = 0; i < line->packets; i++) {
        start_together(&arrival); /* of a packet on each line */
        int buffer = take(line);
        if (line->urgent) { /* a call's header is in a buffer of its own, and soon read */
            const int header = buffer;
            buffer = take(line);
            give_back(header);
        }
        send_packet();
        give_back(buffer);
    }
    return NULL;
}

/* Counts the buffers on the stack, each once. */
static long count_free(void)
{
    bool seen[MAX_THREADS * BUFFERS_EACH] = {false};
    long count = 0;
    const struct top first = atomic_load(&top);
    for (int i = first.buffer; i != NONE && !seen[i]; i = atomic_load(&below[i])) {
        seen[i] = true;
        count++;
    }
    return count;
}

long total(struct workload load)
{
    struct line lines[MAX_THREADS];
    must(pthread_barrier_init(&arrival, NULL, (unsigned)load.threads), "pthread_barrier_init");
    atomic_store(&top, ((struct top){.buffer = NONE}));
    for (int i = 0; i < load.threads * BUFFERS_EACH; i++) {
        give_back(i);
    }
    for (int i = 0; i < load.threads; i++) {
        lines[i] = (struct line){.urgent = i % 2 == 1, .packets = load.work};
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&lines[i].thread, NULL, forward, &lines[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(lines[i].thread, NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&arrival), "pthread_barrier_destroy");
    return count_free();
}
