/*
 * watched.h - runs a program under TSan, and tells whether TSan watched it to its end.
 *
 * TSan's exit status is no answer to that: the same 66 comes from an address space that it can't
 * map. The collector tells, before main, that it is there; the program tells its total at its end.
 */
#ifndef WATCHED_H
#define WATCHED_H

#include "run/events.h"

enum watched_ending {
    WATCHED_TO_THE_END,
    NOT_WATCHED,    /* TSan did not start, or ended without a report: the machine's fault */
    ENDED_TOO_SOON, /* a limit, a signal, or an exit before the total */
};

/*
 * Runs it, as run_program does, with TSan's report symbolized by that program (NULL: not at all,
 * which is faster), in that sandbox (NULL: in none). Where TSan can't start, it is tried again: an
 * older runtime can't where address-space randomisation is high and can't be switched off, but may
 * the next time. Where two threads' write at one place is reported and no read before it, it is run
 * again, up to six times in all: TSan may have lost the read. Returns 0, and *outcome is the
 * caller's to release; or an error number.
 */
int run_watched(const char *const *arguments, const char *symbolizer, const struct sandbox *sandbox,
                const struct limits *limits, struct outcome *outcome);

/*
 * The same for a program that is run for its own sake: in no sandbox, with our standard input if
 * that is a file.
 */
int run_watched_here(const char *const *arguments, const char *symbolizer,
                     const struct limits *limits, struct outcome *outcome);

/* Tells how a run in which nothing was reported ended. */
enum watched_ending watched_ending(const struct outcome *outcome);

/* The same of a program that needn't tell a total: its end is an exit, with whatever status. */
enum watched_ending watched_exit(const struct outcome *outcome);

/*
 * Says in words how a program that was not watched to its end ended, under those limits, and where
 * it crashed, if that is known. Writes at most size bytes; returns buffer.
 */
const char *watched_in_words(const char *program, const struct outcome *outcome,
                             const struct limits *limits, char *buffer, size_t size);

#endif
