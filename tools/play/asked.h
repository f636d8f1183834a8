/*
 * asked.h - a question to the explorer, which it answers while the game goes on: `interleave run
 * --json` as a process beside it.
 */
#ifndef ASKED_H
#define ASKED_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct asked {
    pid_t process; /* 0: it has ended, or none was started */
    int answer;    /* a file that it writes to, -1: none */
    json_t *json;  /* what it answered, once it has ended; NULL: nothing that can be read */
};

/* Starts the command (its path and arguments, NULL-terminated). Returns 0, and *asked is the
 * caller's to release; or the error number. */
int asked_begin(struct asked *asked, const char *const *command);

/* Whether the process has ended by now; then its answer is there. */
bool asked_ended(struct asked *asked);

/* Waits until it has. */
void asked_wait(struct asked *asked);

/* Ends the process, if it hasn't ended by itself, and forgets the answer. */
void asked_release(struct asked *asked);

#endif
