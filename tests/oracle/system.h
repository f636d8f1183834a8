/*
 * system.h - the steps of generated programs about what the system does between threads: signals,
 * cancellation, pipes, eventfd; and weak exchanges. They alone are instrumented, as those of
 * operations.h are.
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <pthread.h>

enum system_operation {
    SYSTEM_LOAD,
    SYSTEM_STORE,
    SYSTEM_ADD,
    SYSTEM_WEAK_SWAP,
    SYSTEM_TAKE,
    SYSTEM_GIVE,
    SYSTEM_SEND,        /* a signal, to an earlier thread or the running one */
    SYSTEM_SEND_TO_ALL, /* it, to the process */
    SYSTEM_BLOCK,       /* it */
    SYSTEM_UNBLOCK,
    SYSTEM_CANCEL, /* an earlier thread, or look whether that was asked for */
    SYSTEM_DISABLE,
    SYSTEM_ENABLE,
    SYSTEM_WRITE,
    SYSTEM_READ,
    SYSTEM_EVENT_ADD,
    SYSTEM_EVENT_TAKE,
    SYSTEM_CLOSE_READING, /* that end of the pipe */
    SYSTEM_CLOSE_WRITING,
    SYSTEM_SEND_OTHER,  /* a signal that may come while the first is handled */
    SYSTEM_FUTEX_WAIT,  /* while a number is 0, which is then taken back by one */
    SYSTEM_FUTEX_WAKE,  /* adds one to it */
    SYSTEM_JOIN,        /* the second thread joins the first */
    SYSTEM_FUTEX_SLEEP, /* on a word that nobody changes: until it is woken */
    SYSTEM_FUTEX_ROUSE, /* one who sleeps there; returns how many there were */
    SYSTEM_OPERATIONS
};

enum { SYSTEM_VARIABLES = 2 };

/* Everything is as at the beginning of a program. handler_posts: what the signal's handler does;
 * else it adds to the last variable. */
void system_begin(int handler_posts);

/* Thread number `number`, from 0, which is started after this, is that one. */
void system_thread(int number, pthread_t handle);

/* The running thread, of that number, does it; returns what it read, or whether it failed. */
long system_do(enum system_operation operation, int which, long value, int number);

/* Whether the second thread has joined the first, so that nobody else may. */
int system_has_joined(void);

/* All variables in one number. */
long system_end(void);

#endif
