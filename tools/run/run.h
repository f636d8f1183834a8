/*
 * run.h - runs one program that nobody trusts, under limits, and tells how it ended.
 *
 * The program gets its own process group and no input. What it prints is collected up to a bound,
 * and may be passed on to the terminal as it comes. Everything that it started is dead when
 * run_program returns, whatever process group or session it fled to.
 *
 * No limit depends on how busy the machine is: a program is given processor time rather than time
 * on the clock, and one that stands still is told from one that waits for its turn by the time for
 * which its threads were ready to run (proc(5), schedstat). The last resort is the clock; there,
 * too, it is told whether the machine left the program time to run.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

struct limits {
    double processor_seconds; /* of each process, rounded up; and of those alive together */
    int processors;           /* that it is to keep busy: for each, as much together; 0: one */
    double still_seconds;     /* on the clock, in which no thread ran or was ready to run */
    double asleep_seconds;    /* the same, but all in all, however often one woke in between */
    double clock_seconds;     /* in all */
    size_t memory_bytes;      /* resident, what is shared once; RLIMIT_AS would kill TSan */
    size_t printed_bytes;     /* to its output and error together */
    size_t file_bytes;        /* of each file that it writes, as RLIMIT_FSIZE has it */
    size_t events_bytes;      /* kept of what it tells us, in memory; the rest is lost */
    int processes;            /* alive at the same time; threads don't count */
};

/* What a right program never comes near to, and a wrong one need not wait long for. */
extern const struct limits usual_limits;

/* How many processors this process may run on, and with it what it starts. */
int processors_here(void);

struct sandbox;

struct command {
    const char *const *arguments; /* NULL-terminated; the first is the program's path */
    const char *const
        *variables;      /* NULL-terminated, "NAME=value" added to the environment; or NULL */
    bool pass_output_on; /* to our own standard output, as it comes */
    bool keep_input;     /* ours, if it is a file; else it has none */
    const struct sandbox *sandbox; /* in which it runs, see run/sandbox.h; NULL: in none */
};

enum ending {
    ENDED_EXIT,           /* by itself; code is its exit status */
    ENDED_SIGNAL,         /* by a signal; code is its number */
    ENDED_PROCESSOR_TIME, /* by a limit, each named like its field above */
    ENDED_STILL,
    ENDED_ASLEEP,
    ENDED_CLOCK,
    ENDED_STARVED, /* the same, but it was ready to run for most of that time: the machine's fault
                    */
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
