/*
 * run.h - runs one program that nobody trusts, under limits, and reports how it ended.
 *
 * The program gets its own process group and no input. Its output is collected up to a limit, and
 * may be passed on to the terminal meanwhile. When run_program returns, everything that the program
 * started is dead, whatever process group or session it moved to.
 *
 * No limit depends on how busy the machine is. A program gets processor time, not time on the
 * clock. A program that hangs differs from one that waits for its turn by the time for which its
 * threads were ready to run (proc(5), schedstat). The clock is the last resort; there, too, the
 * ending says whether the machine left the program time to run.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

struct limits {
    double processor_seconds; /* of each process, rounded up; and of those alive together */
    int processors;           /* that it should keep busy: so many times that limit; 0: one */
    double still_seconds;     /* on the clock, in which no thread ran or was ready to run */
    double asleep_seconds;    /* the same, but in all, however often a thread woke in between */
    double clock_seconds;     /* on the clock, in all */
    size_t memory_bytes;      /* resident, shared pages once; RLIMIT_AS would kill TSan */
    size_t printed_bytes;     /* to standard output and standard error together */
    size_t file_bytes;        /* of each file that it writes (RLIMIT_FSIZE) */
    size_t events_bytes;      /* of its events that are kept in memory; the rest is lost */
    int processes;            /* at the same time; threads don't count */
};

/* A correct program stays far below these, and a wrong one reaches them soon. */
extern const struct limits usual_limits;

/* How many processors this process, and what it starts, may run on. */
int processors_here(void);

struct sandbox;

struct command {
    const char *const *arguments; /* NULL-terminated; the first is the program's path */
    const char *const
        *variables;      /* NULL-terminated, "NAME=value" added to the environment; or NULL */
    bool pass_output_on; /* to our own standard output, as it comes */
    bool keep_input;     /* the program gets our input, if that is a file; else it has none */
    const struct sandbox *sandbox; /* that it runs in, see run/sandbox.h; NULL: none */
};

enum ending {
    ENDED_EXIT,           /* by itself; code is its exit status */
    ENDED_SIGNAL,         /* by a signal; code is its number */
    ENDED_PROCESSOR_TIME, /* by a limit, each named like its field above */
    ENDED_STILL,
    ENDED_ASLEEP,
    ENDED_CLOCK,
    ENDED_STARVED, /* by the clock, but it was ready to run for most of the time: a busy machine */
    ENDED_MEMORY,
    ENDED_PRINTED,
    ENDED_PROCESSES,
    ENDED_FILE_SIZE,
    ENDED_UNBOXED, /* before it began: the sandbox could not be made, or it could not run in it */
};

enum { PROOF_SIZE = 33 };

struct outcome {
    enum ending ending;
    int code;
    double clock_seconds;
    double processor_seconds; /* of the program and all that it started and waited for */
    char *printed;            /* what it printed, cut after 1 MiB; NUL-terminated */
    size_t printed_length;
    char *events; /* what it wrote to the descriptor named in RACETRACK_EVENTS, cut after 8 MiB */
    size_t events_length;
    /* What the program was given in RACETRACK_PROOF, drawn anew for each run: an event that repeats
       it was written by who was there before the program's own first line, see events.h. */
    char proof[PROOF_SIZE];
};

/*
 * Runs the program to its end, or to the first limit that it meets, and fills *outcome, which the
 * caller releases. Address-space randomisation is off for it where the system allows that
 * (personality(2)): older TSan runtimes can't start otherwise.
 * Returns 0, or an error number: the program could not be started (ENOENT, EACCES, ENOMEM, …).
 * Not for use by two threads at once: it waits for any child of this process.
 */
int run_program(const struct command *command, const struct limits *limits,
                struct outcome *outcome);

/* Frees what run_program put in *outcome. */
void outcome_release(struct outcome *outcome);

/*
 * Says in words how a program ended: "exited with status 3", "was killed by signal 11
 * (Segmentation fault)", "stood still for 5 s: every thread waits for another". Writes at most
 * size bytes, as snprintf does; returns buffer.
 */
const char *outcome_in_words(const struct outcome *outcome, const struct limits *limits,
                             char *buffer, size_t size);

#endif
