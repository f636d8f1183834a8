/*
 * stress_channel.c - many senders and receivers on one channel, under ThreadSanitizer.
 *
 * What is sent is the address of something that the sender wrote just before and the receiver
 * reads: if a send did not happen before the receive of its message, TSan would report that. Exit
 * status: 0 every message arrived once, 1 not.
 */
#include "channel.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 3, MESSAGES = 2000 };

struct letter {
    long number;
};

static struct channel *channel;
static struct letter letters[THREADS][MESSAGES];

static void check(int error, const char *what)
{
    if (error != 0) {
        fprintf(stderr, "%s: error %d\n", what, error);
        exit(1);
    }
}

static void *send_letters(void *argument)
{
    struct letter *own = argument;
    for (int i = 0; i < MESSAGES; i++) {
        struct letter *letter = &own[i];
        letter->number = i + 1;
        check(channel_send(channel, &letter), "channel_send");
    }
    return NULL;
}

static void *receive_letters(void *argument)
{
    long *sum = argument;
    for (struct letter *letter; channel_receive(channel, &letter) == 0;) {
        *sum += letter->number;
        letter->number = 0; /* now it is the receiver's */
    }
    return NULL;
}

static long run(size_t capacity)
{
    pthread_t senders[THREADS], receivers[THREADS];
    long sums[THREADS] = {0}, sum = 0;
    check(channel_create(&channel, capacity, sizeof(struct letter *)), "channel_create");
    for (int i = 0; i < THREADS; i++) {
        check(pthread_create(&receivers[i], NULL, receive_letters, &sums[i]), "pthread_create");
        check(pthread_create(&senders[i], NULL, send_letters, letters[i]), "pthread_create");
    }
    for (int i = 0; i < THREADS; i++) {
        check(pthread_join(senders[i], NULL), "pthread_join");
    }
    check(channel_close(channel), "channel_close");
    for (int i = 0; i < THREADS; i++) {
        check(pthread_join(receivers[i], NULL), "pthread_join");
        sum += sums[i];
    }
    channel_destroy(channel);
    return sum;
}

int main(void)
{
    const long expected = (long)THREADS * MESSAGES * (MESSAGES + 1) / 2;
    const size_t capacities[] = {1, 2, 64};
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        const long sum = run(capacities[i]);
        if (sum != expected) {
            fprintf(stderr, "capacity %zu: expected %ld, got %ld\n", capacities[i], expected, sum);
            return 1;
        }
    }
    return 0;
}
