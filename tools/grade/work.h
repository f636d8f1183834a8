/*
 * work.h - one grading: one submission of one exercise, judged by `make verify`, one result stored.
 *
 * A grading shares nothing with any other but what the kit built before, so any number of them can
 * run at a time, on any machine.
 */
#ifndef GRADE_WORK_H
#define GRADE_WORK_H

#include <stdbool.h>

enum { MOST_VARIABLES = 16 };

/* How all gradings are run. */
struct how {
    const char *make;                      /* the command */
    const char *variables[MOST_VARIABLES]; /* "CC=clang-15" for make, NULL-terminated */
    bool sandbox;                          /* SANDBOX=1 */
    bool unsafe;                           /* UNSAFE=1: without one, where there can't be one */
    unsigned long seed;
};

struct work {
    const char *exercise; /* "01-counter" */
    const char *stem;     /* "counter" */
    const char *source;   /* the file that is judged */
    const char *key;      /* names the grading, in hexadecimal */
    const char *result;   /* where its result goes */
};

enum {
    WORK_DONE = 0,
    WORK_UNABLE = 3, /* stored too: the machine can't judge it */
    WORK_NOT_STORED = 4,
};

/*
 * Judges the work, a second time if the machine could not the first time, and stores the result,
 * whole or not at all. In it, the student's file is called by its stem. Everything that the grading
 * started is dead afterwards; so it is if this process is told to end (SIGTERM, SIGINT, SIGHUP),
 * which it then does, with nothing stored. To be run in a process of its own: it blocks signals and
 * takes over orphans.
 */
int work_do(const struct how *how, const struct work *work);

/*
 * Builds what all gradings of that exercise use, so that they need not at the same time; no two
 * processes of this kit do it at once. Returns 0, or 3 and make has said why.
 */
int work_prepare(const struct how *how, const char *exercise);

/* Removes what gradings of this machine that were killed left under build/. */
void work_clean(void);

#endif
