/*
 * stress_channel.c - many senders and receivers on one channel, under ThreadSanitizer.
 *
 * What is sent is the address of something that the sender wrote just before and the receiver
 * reads: if a send did not happen before the receive of its message, TSan would report that. In the
 * first part every letter must arrive; in the second, the channel is closed while senders and
 * receivers use it, and what arrives must be what was sent. Exit status: 0 all is right, 1 not.
 */
#include "channel.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 3, LETTERS = 1000, CLOSINGS = 20 };

struct letter {
    long number;
};

/*
 * Whether the channel may be closed by now. Set before; relaxed, so that it orders nothing and TSan
 * sees only what the channel itself orders.
 */
static atomic_bool closing;

/* What one thread sent, or received. */
struct tally {
    long count;
    long sum;
};

struct sender {
    struct channel *channel;
    struct letter letters[LETTERS];
    struct tally sent;
    bool refused; /* the channel was closed */
};

struct receiver {
    struct channel *channel;
    struct tally received;
    long close_after; /* this many letters, the receiver closes the channel; 0: never */
};

static void fail(const char *what, int error)
{
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    exit(1);
}

static void check(int error, const char *what)
{
    if (error != 0) {
        fail(what, error);
    }
}

static void close_channel(struct channel *channel)
{
    atomic_store_explicit(&closing, true, memory_order_relaxed);
    check(channel_close(channel), "channel_close");
}

static void check_refusal(int error, const char *what)
{
    if (error != EPIPE || !atomic_load_explicit(&closing, memory_order_relaxed)) {
        fail(what, error);
    }
}

static void *send_letters(void *argument)
{
    struct sender *self = argument;
    for (int i = 0; i < LETTERS && !self->refused; i++) {
        struct letter *letter = &self->letters[i];
        const long number = i + 1;
        letter->number = number;
        const int error = channel_send(self->channel, &letter);
        if (error == 0) {
            self->sent.count++;
            self->sent.sum += number;
        } else {
            check_refusal(error, "channel_send");
            self->refused = true;
        }
    }
    return NULL;
}

static void *receive_letters(void *argument)
{
    struct receiver *self = argument;
    struct letter *letter;
    int error;
    while ((error = channel_receive(self->channel, &letter)) == 0) {
        self->received.count++;
        self->received.sum += letter->number;
        letter->number = 0; /* now it is the receiver's */
        if (self->received.count == self->close_after) {
            close_channel(self->channel);
        }
    }
    check_refusal(error, "channel_receive");
    return NULL;
}

static void add(struct tally *total, struct tally part)
{
    total->count += part.count;
    total->sum += part.sum;
}

/*
 * Runs the senders and receivers on one channel. It is closed when all is sent, or by a receiver
 * after it got close_after letters; senders wait for room then, for the receivers are fewer.
 */
static bool arrives(size_t capacity, int receivers_count, long close_after)
{
    static struct sender senders[THREADS];
    struct receiver receivers[THREADS];
    pthread_t sending[THREADS], receiving[THREADS];
    struct channel *channel;
    check(channel_create(&channel, capacity, sizeof(struct letter *)), "channel_create");
    atomic_store(&closing, false);
    for (int i = 0; i < receivers_count; i++) {
        receivers[i] = (struct receiver){.channel = channel};
        receivers[i].close_after = i == 0 ? close_after : 0;
        check(pthread_create(&receiving[i], NULL, receive_letters, &receivers[i]),
              "pthread_create");
    }
    for (int i = 0; i < THREADS; i++) {
        senders[i] = (struct sender){.channel = channel};
        check(pthread_create(&sending[i], NULL, send_letters, &senders[i]), "pthread_create");
    }
    struct tally sent = {0}, received = {0};
    for (int i = 0; i < THREADS; i++) {
        check(pthread_join(sending[i], NULL), "pthread_join");
        add(&sent, senders[i].sent);
    }
    if (close_after == 0) {
        close_channel(channel);
    }
    for (int i = 0; i < receivers_count; i++) {
        check(pthread_join(receiving[i], NULL), "pthread_join");
        add(&received, receivers[i].received);
    }
    channel_destroy(channel);

    const bool all_sent = close_after != 0 || sent.count == (long)THREADS * LETTERS;
    const bool right = all_sent && sent.count == received.count && sent.sum == received.sum;
    if (!right) {
        fprintf(stderr, "capacity %zu: sent %ld (sum %ld), received %ld (sum %ld)\n", capacity,
                sent.count, sent.sum, received.count, received.sum);
    }
    return right;
}

int main(void)
{
    const size_t capacities[] = {1, 2, 64};
    bool right = true;
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        right = arrives(capacities[i], THREADS, 0) && right;
        for (int round = 0; round < CLOSINGS; round++) {
            right = arrives(capacities[i], 1, 1 + 7 * round) && right;
        }
    }
    return right ? 0 : 1;
}
