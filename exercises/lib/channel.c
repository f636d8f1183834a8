/*
 * channel.c - a bounded channel: a ring of messages, guarded by one mutex; see channel.h.
 *
 * It is a monitor. Every field but the sizes is only touched under the lock; who has to wait does
 * so in a loop, because being woken means "look again", not "it is there". A signal is sent only if
 * somebody waits for it: the counts of waiters change under the same lock, so none is missed.
 *
 * The INTERLEAVE_ macros tell the explorer in words what a call does, and what is in the channel,
 * so that a schedule reads "sends 3 on orders". They are nothing in any other build.
 */
#include "channel.h"

#include "../../tools/interleave/interleave_annotate.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct channel {
    size_t capacity;     /* in messages */
    size_t message_size; /* in bytes */
    pthread_mutex_t lock;
    pthread_cond_t not_full;
    pthread_cond_t not_empty;
    size_t senders;   /* waiting for not_full */
    size_t receivers; /* waiting for not_empty */
    size_t oldest;    /* where the oldest message is */
    size_t count;     /* of messages inside */
    bool closed;
    unsigned char messages[]; /* capacity x message_size bytes */
};

/* Makes what the threads wait by; on an error, none of it is left. */
static int make_waiting(struct channel *channel)
{
    int error = pthread_mutex_init(&channel->lock, NULL);
    if (error != 0) {
        return error;
    }
    error = pthread_cond_init(&channel->not_full, NULL);
    if (error == 0) {
        error = pthread_cond_init(&channel->not_empty, NULL);
        if (error != 0) {
            pthread_cond_destroy(&channel->not_full);
        }
    }
    if (error != 0) {
        pthread_mutex_destroy(&channel->lock);
    }
    return error;
}

int channel_create(struct channel **made, size_t capacity, size_t message_size)
{
    if (capacity == 0 || message_size == 0) {
        return EINVAL;
    }
    if (capacity > (SIZE_MAX - sizeof(struct channel)) / message_size) {
        return ENOMEM;
    }
    struct channel *channel = malloc(sizeof *channel + capacity * message_size);
    if (channel == NULL) {
        return ENOMEM;
    }
    *channel = (struct channel){.capacity = capacity, .message_size = message_size};
    const int error = make_waiting(channel);
    if (error != 0) {
        free(channel);
        return error;
    }
    INTERLEAVE_STANDS(channel, "channel", "open", &channel->capacity);
    *made = channel;
    return 0;
}

/* Where message number index is, counted from the oldest. */
static unsigned char *place(struct channel *channel, size_t index)
{
    /* Not (oldest + index) % capacity: that sum may overflow. */
    const size_t left = channel->capacity - channel->oldest;
    const size_t slot = index < left ? channel->oldest + index : index - left;
    return channel->messages + slot * channel->message_size;
}

/* Waits under the lock until the channel is not full, or closed. */
static int wait_to_send(struct channel *channel)
{
    int error = 0;
    channel->senders++;
    while (error == 0 && channel->count == channel->capacity && !channel->closed) {
        INTERLEAVE_WAITS("waits to send: {object} is full and open", "receives|closes");
        error = pthread_cond_wait(&channel->not_full, &channel->lock);
        INTERLEAVE_GOES_ON();
    }
    channel->senders--;
    return error != 0 ? error : channel->closed ? EPIPE : 0;
}

/* Waits under the lock until there is a message, or there will be none. */
static int wait_to_receive(struct channel *channel)
{
    int error = 0;
    channel->receivers++;
    while (error == 0 && channel->count == 0 && !channel->closed) {
        INTERLEAVE_WAITS("waits to receive: {object} is empty and open", "sends|closes");
        error = pthread_cond_wait(&channel->not_empty, &channel->lock);
        INTERLEAVE_GOES_ON();
    }
    channel->receivers--;
    return error != 0 ? error : channel->count == 0 ? EPIPE : 0;
}

static int send_message(struct channel *channel, const void *message)
{
    int error = pthread_mutex_lock(&channel->lock);
    if (error != 0) {
        return error;
    }
    error = wait_to_send(channel);
    if (error == 0) {
        memcpy(place(channel, channel->count), message, channel->message_size);
        channel->count++;
        INTERLEAVE_PUTS(channel, message, &channel->message_size);
        if (channel->receivers > 0) {
            error = pthread_cond_signal(&channel->not_empty);
        }
    }
    const int unlocked = pthread_mutex_unlock(&channel->lock);
    return error != 0 ? error : unlocked;
}

int channel_send(struct channel *channel, const void *message)
{
    INTERLEAVE_BEGINS(channel, "sends {value} on {object}");
    INTERLEAVE_VALUE(message, &channel->message_size);
    const int error = send_message(channel, message);
    INTERLEAVE_ENDS(error == 0 ? NULL : "can't send: {object} is closed");
    return error;
}

static int receive_message(struct channel *channel, void *message)
{
    int error = pthread_mutex_lock(&channel->lock);
    if (error != 0) {
        return error;
    }
    error = wait_to_receive(channel);
    if (error == 0) {
        memcpy(message, place(channel, 0), channel->message_size);
        channel->oldest = channel->oldest + 1 < channel->capacity ? channel->oldest + 1 : 0;
        channel->count--;
        INTERLEAVE_TAKES(channel, message, &channel->message_size);
        if (channel->senders > 0) {
            error = pthread_cond_signal(&channel->not_full);
        }
    }
    const int unlocked = pthread_mutex_unlock(&channel->lock);
    return error != 0 ? error : unlocked;
}

int channel_receive(struct channel *channel, void *message)
{
    INTERLEAVE_BEGINS(channel, "receives from {object}");
    const int error = receive_message(channel, message);
    INTERLEAVE_VALUE(error == 0 ? message : NULL, &channel->message_size);
    INTERLEAVE_ENDS(error == 0 ? "receives {value} from {object}"
                               : "can't receive: {object} is empty and closed");
    return error;
}

static int close_for_all(struct channel *channel)
{
    int error = pthread_mutex_lock(&channel->lock);
    if (error != 0) {
        return error;
    }
    if (channel->closed) {
        error = EPIPE;
    } else {
        channel->closed = true;
        INTERLEAVE_STANDS(channel, "channel", "closed", &channel->capacity);
        error = pthread_cond_broadcast(&channel->not_full);
        const int woken = pthread_cond_broadcast(&channel->not_empty);
        error = error != 0 ? error : woken;
    }
    const int unlocked = pthread_mutex_unlock(&channel->lock);
    return error != 0 ? error : unlocked;
}

int channel_close(struct channel *channel)
{
    INTERLEAVE_BEGINS(channel, "closes {object}");
    const int error = close_for_all(channel);
    INTERLEAVE_ENDS(error == EPIPE ? "closes {object} again" : NULL);
    return error;
}

void channel_destroy(struct channel *channel)
{
    if (channel == NULL) {
        return;
    }
    pthread_cond_destroy(&channel->not_empty);
    pthread_cond_destroy(&channel->not_full);
    pthread_mutex_destroy(&channel->lock);
    INTERLEAVE_STANDS(channel, "channel", NULL, NULL);
    free(channel);
}
