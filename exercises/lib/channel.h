/*
 * channel.h - a bounded channel: how threads that share nothing talk to each other.
 *
 * "Do not communicate by sharing memory; share memory by communicating." Messages are copied in
 * and copied out, so that sender and receiver never hold the same object; a send synchronizes
 * with the receive that takes its message (the mutex inside sees to it: POSIX.1-2017, XBD 4.12),
 * so what a sender wrote before is visible to whoever received. Messages arrive in the order in
 * which they were sent; each is received once.
 *
 * A message that carries a pointer hands over what it points to: the sender must not touch it
 * again.
 *
 * Any number of threads may send and receive at once. During channel_destroy, no other call may
 * run. Each function but channel_destroy returns 0 or an error number of <errno.h>, and doesn't
 * change errno.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stddef.h>

struct channel;

/*
 * Makes an open, empty channel in *made, for messages of message_size bytes (1 or more), of which
 * capacity (1 or more) fit in before a sender has to wait. The caller owns it, until
 * channel_destroy.
 * EINVAL: a size or capacity of 0. ENOMEM: no memory (also where their product overflows).
 */
int channel_create(struct channel **made, size_t capacity, size_t message_size);

/*
 * Copies the message_size bytes at message into the channel; waits while it is full.
 * EPIPE: the channel is closed, before or during the wait; nothing was sent.
 */
int channel_send(struct channel *channel, const void *message);

/*
 * Copies the oldest message out to the message_size bytes at message; waits while there is none.
 * EPIPE: the channel is closed and everything sent before has been received.
 */
int channel_receive(struct channel *channel, void *message);

/*
 * Closes the channel to sends. Messages that are in it can still be received. Threads that wait to
 * send, or to receive when nothing is left, are woken.
 * EPIPE: it was closed before (harmless).
 */
int channel_close(struct channel *channel);

/* Frees the channel. No thread may be in a call on it, or make one later. NULL is allowed. */
void channel_destroy(struct channel *channel);

#endif
