/*
 * job.h - a command that runs beside us, what it prints, and its end, whatever it does.
 *
 * A job has a process group of its own and nothing to read. What it starts, and what that starts,
 * ends with it: this process must be their subreaper (prctl(2), PR_SET_CHILD_SUBREAPER), and must
 * have no children but jobs, of which one runs at a time (but see job_run).
 */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct job {
    pid_t process; /* 0: none runs */
    int output;    /* what it prints, to either output; doesn't block; -1: none */
    char *text;    /* what it has printed up to now, or NULL; kept until the next begins */
    size_t length;
    int status;     /* of one that has ended: its exit status, or 128 and its signal */
    bool leaves_no; /* processes behind */
};

/* Starts it; arguments end with NULL, and the first is looked for in PATH. Returns 0 or an error
 * number; then nothing runs. */
int job_begin(struct job *job, char *const arguments[]);

/* Does one run? */
bool job_runs(const struct job *job);

/* Takes what it has printed, and looks whether it has ended. True once: when it has. */
bool job_look(struct job *job);

/*
 * Ends it with all that it has started. They are asked first (SIGTERM), so that make can take away
 * what it was making; who isn't gone within two seconds is killed.
 */
void job_cancel(struct job *job);

/*
 * Runs a command of the kit's own, which leaves nothing running behind, and waits for its end, at
 * most so many seconds; then it is ended. It may run beside another job. Returns as job_begin.
 */
int job_run(struct job *job, char *const arguments[], int seconds);

/* Frees what is kept of it. */
void job_release(struct job *job);

#endif
