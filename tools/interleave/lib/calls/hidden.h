/*
 * hidden.h - what the C library keeps for all threads, where the program can't see it.
 */
#ifndef HIDDEN_H
#define HIDDEN_H

#include "engine/engine.h"

/* The running thread's call changes that, as if it updated the variable atomically: a step. The
 * variable is a global that isn't the library's own state. */
void hidden_update(uint64_t *state, const void *pc);

/* The same by a name. To read and to write, which may race, are no steps (a call in one thread and
 * a write in another that nothing orders are a data race); a step orders nothing, but never races.
 * In a thread that isn't explored, they do nothing. */
enum hidden {
    HIDDEN_DIGITS,      /* where ecvt, l64a leave their text */
    HIDDEN_ENVIRONMENT, /* what getenv reads (C17 7.22.4.6) */
    HIDDEN_LOCALE,      /* what setlocale changes (C17 7.11.1.1), and localeconv's struct */
    HIDDEN_OPTIONS,     /* how far getopt is */
    HIDDEN_NAMES,       /* what ttyname, ptsname and getlogin return */
    HIDDEN_SHIFT,       /* of mbrtowc and the like, without a state of their own */
    HIDDEN_SHIFT_MBLEN, /* the same of these, which have one each */
    HIDDEN_SHIFT_MBTOWC,
    HIDDEN_SHIFT_WCTOMB,
    HIDDEN_BREAK,       /* sbrk */
    HIDDEN_ERRORS,      /* error's count of messages */
    HIDDEN_STREAMS,     /* how far the streams are, and the files: all together */
    HIDDEN_STATES
};
void hidden_read(enum hidden which, const void *pc);
void hidden_write(enum hidden which, const void *pc);
void hidden_step(enum hidden which, const void *pc);

#endif
