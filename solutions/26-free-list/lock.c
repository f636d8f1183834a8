/*
 * lock.c - the lines of a router share its packet buffers, by a stack under a lock.
 *
 * Who needs a buffer takes the top one off the stack of free ones, and gives it back on top. Lines
 * for mail and lines for calls take turns. A buffer is either in use by one line, or on the stack:
 * when all packets are through, all buffers, two for each line, are on the stack again.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { NONE = -1, BUFFERS_EACH = 2 };

struct line {
    pthread_t thread;
    bool urgent; /* a line for calls; mail can wait */
    long packets;
};

static pthread_mutex_t stack = PTHREAD_MUTEX_INITIALIZER; /* guards top and below */
static int top;                                           /* of the free buffers, or NONE */
static int below[MAX_THREADS * BUFFERS_EACH]; /* each free buffer: the next one, or NONE */
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
    must(pthread_mutex_lock(&stack), "pthread_mutex_lock");
    const int buffer = top;
    if (buffer != NONE) {
        const int next = below[buffer];
        interruption(line);
        top = next;
    }
    must(pthread_mutex_unlock(&stack), "pthread_mutex_unlock");
    return buffer;
}

static void give_back(int buffer)
{
    if (buffer != NONE) {
        must(pthread_mutex_lock(&stack), "pthread_mutex_lock");
        below[buffer] = top;
        top = buffer;
        must(pthread_mutex_unlock(&stack), "pthread_mutex_unlock");
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
    for (int i = top; i != NONE && !seen[i]; i = below[i]) {
        seen[i] = true;
        count++;
    }
    return count;
}

long total(struct workload load)
{
    struct line lines[MAX_THREADS];
    must(pthread_barrier_init(&arrival, NULL, (unsigned)load.threads), "pthread_barrier_init");
    top = NONE;
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
