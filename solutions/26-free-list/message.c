/*
 * message.c - the lines of a router share its packet buffers, by a channel of those that are free.
 *
 * Who needs a buffer receives one that is free, and sends it back. Lines for mail and lines for
 * calls take turns. A buffer is either in use by one line, or in the channel: when all packets are
 * through, all buffers, two for each line, are in the channel again.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { BUFFERS_EACH = 2 };

struct line {
    pthread_t thread;
    bool urgent; /* a line for calls; mail can wait */
    long packets;
};

static struct channel *free_buffers;
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
    int buffer;
    interruption(line);
    must(channel_receive(free_buffers, &buffer), "channel_receive");
    return buffer;
}

static void give_back(int buffer)
{
    must(channel_send(free_buffers, &buffer), "channel_send");
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

/* Counts the buffers in the channel, each once. */
static long count_free(void)
{
    bool seen[MAX_THREADS * BUFFERS_EACH] = {false};
    long count = 0;
    must(channel_close(free_buffers), "channel_close");
    for (int i; channel_receive(free_buffers, &i) == 0 && !seen[i];) {
        seen[i] = true;
        count++;
    }
    channel_destroy(free_buffers);
    return count;
}

long total(struct workload load)
{
    struct line lines[MAX_THREADS];
    must(pthread_barrier_init(&arrival, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(channel_create(&free_buffers, MAX_THREADS * BUFFERS_EACH, sizeof(int)), "channel_create");
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
