/*
 * stepping_process.h - a program that is explored in a process of its own, and talked to line by
 * line: commands go there, objects of JSON come back (lib/search/commanded.h).
 *
 * It isn't started as explored.h does it, for that waits until it has ended, and counts all
 * children of this process as the program's.
 */
#ifndef STEPPING_PROCESS_H
#define STEPPING_PROCESS_H

#include <jansson.h>
#include <stddef.h>
#include <sys/types.h>

struct stepping_process {
    pid_t child; /* 0: there is none */
    int socket;
    char *text; /* that has come and was not taken yet */
    size_t used, room;
};

/*
 * Starts the program (its path and arguments, NULL-terminated), with those options of
 * lib/program.c's and the descriptors for commands and answers. It has no input, and what it prints
 * is lost. Returns 0 or an error number: it could not be started.
 */
int stepping_process_start(struct stepping_process *process, const char *const *program,
                           const char *options);

/* Sends a command, a line. 0, or ECHILD: nobody is there to read it. */
int stepping_process_send(const struct stepping_process *process, const char *command);

/* The next line that is an object: a new reference; NULL: none comes any more, or none within so
 * many seconds. */
json_t *stepping_process_answer(struct stepping_process *process, double seconds);

/* Ends it, whatever it does. */
void stepping_process_end(struct stepping_process *process);

#endif
