/*
 * message.h - how much of a program's output a test keeps, so that it may tell it all.
 *
 * Criterion drops a message over 1 MiB on its way, and its sender then waits for ever (nanomsg's
 * NN_RCVMAXSIZE); half of that leaves room for what is said beside.
 */
#ifndef TEST_MESSAGE_H
#define TEST_MESSAGE_H

enum { MOST_TOLD = 1 << 19 };

#endif
