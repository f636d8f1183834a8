/*
 * run_command.h - starts a command and waits for its end.
 */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include "compiler/words.h"

#include <stdio.h>

/* Where a command's output and errors go instead of where ours go: descriptors, or -1. */
struct redirected {
    int output, errors;
};

/*
 * Runs it (word[0] is looked for in PATH) and returns its exit status, 1 if a signal ended it, 3 if
 * it could not be started, which has been told.
 */
int run_command(const struct words *command, struct redirected redirected);

/* The same, with the whole of one of its outputs in *text, which the caller frees. */
int output_of_command(const struct words *command, char **text);
int errors_of_command(const struct words *command, char **text);

/* Reads standard input to its end, for each command that comes to read it from its start. Returns 0
 * or 3, told. */
int keep_input(void);

#endif
