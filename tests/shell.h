/*
 * shell.h - a line for the shell, in a folder of its own, and what comes of it: for tests of
 * commands as their users type them.
 */
#ifndef TEST_SHELL_H
#define TEST_SHELL_H

#include "message.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* What a line must come to. */
struct said {
    char line[1000];
    int status;
    char expected[200]; /* among what it prints, to either output; "" for nothing at all */
};

/*
 * Runs the line with the sources (lines for the shell that write files) there before it, in a new
 * folder, which is removed. Expects its exit status, and what it prints.
 */
static inline void shell_expect(const char *sources, const struct said *said)
{
    const size_t room = strlen(sources) + sizeof said->line + 400;
    char *command = malloc(room), *printed = calloc(1, OUTPUT_SIZE);
    cr_assert(command != NULL && printed != NULL);
    snprintf(command, room,
             "own=$(mktemp -d /tmp/racetrack-XXXXXX) && cd $own || exit 99\n%s\n"
             "( %s\n) 2>&1; status=$?; rm -rf $own; exit $status",
             sources, said->line);
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    printed[fread(printed, 1, OUTPUT_SIZE - 1, pipe)] = '\0';
    const int ended = pclose(pipe);
    const int status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    cr_expect_eq(status, said->status, "%s: exit status %d: %s", said->line, status, printed);
    cr_expect(said->expected[0] == '\0' ? printed[0] == '\0'
                                        : strstr(printed, said->expected) != NULL,
              "%s: no \"%s\" in: %s", said->line, said->expected, printed);
    free(command);
    free(printed);
}

#endif
