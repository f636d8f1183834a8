/*
 * message.h - how much of a program's output a test keeps, so that one message can show all of it.
 *
 * Criterion drops a message of more than 1 MiB, and its sender then waits for ever (nanomsg's
 * NN_RCVMAXSIZE). Half of that leaves room for the rest of the message.
 */
#ifndef TEST_MESSAGE_H
#define TEST_MESSAGE_H

enum { OUTPUT_SIZE = 1 << 19 };

#endif
