/*
 * channels.h - pipes, pairs of stream sockets and eventfd between threads of the program.
 *
 * They are made of the program's own memory and have descriptors of their own, from 512 on, that
 * the system doesn't know. What is written can be read by any thread, in order, and happens before
 * that. A pipe has room for 64 KiB, and up to PIPE_BUF bytes are written at once (POSIX.1-2017,
 * write).
 */
#ifndef CHANNELS_H
#define CHANNELS_H

#include "engine/engine.h"

#include <poll.h>
#include <sys/types.h>

/* Whether the descriptor is one of these; it may be closed. */
bool channels_have(int descriptor);

/* As read, write and close for such a descriptor: -1 and errno if they fail. */
ssize_t channels_read(int descriptor, void *data, size_t size, const void *pc);
ssize_t channels_write(int descriptor, const void *data, size_t size, const void *pc);
int channels_close(int descriptor, const void *pc);

#endif
