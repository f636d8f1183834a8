/*
 * steps.h - how long commands take on the clock: the steps of a build, or of a verdict.
 *
 * The steps take turns, round by round, in the order in which they are named; so a step may rely
 * on what the one before it has left behind.
 */
#ifndef STEPS_H
#define STEPS_H

#include "common/series.h"

#include <stdio.h>

enum { MOST_STEPS = 32, STEP_LABEL_SIZE = 48, STEP_SAID_SIZE = 160 };

struct step {
    char label[STEP_LABEL_SIZE];
    const char *command; /* for sh -c; NULL: a check that the result tells of */
    struct series times;
    int status;                /* the last exit status that wasn't 0 (128 + a signal's number) */
    char said[STEP_SAID_SIZE]; /* the last line that the command printed in that run */
};

/* Starts as {0}, with runs (and result, if wanted) filled in. */
struct steps {
    long runs;
    const char *result; /* a result.json that one of the steps writes, or NULL */
    struct step each[MOST_STEPS];
    size_t count;
};

/*
 * Adds the step that "LABEL=COMMAND" names; the text must live as long as steps.
 * Returns NULL, or what is wrong with it.
 */
const char *steps_add(struct steps *steps, const char *text);

/*
 * Runs all steps, runs times each, with progress on a terminal. After each round the seconds of
 * each check in the result are added, as steps of their own. What a command prints is not shown.
 * Returns 0, or an error number: a command could not be started.
 */
int steps_measure(struct steps *steps);

/* A step whose command the shell could not find or run (exit status 126 or 127), or NULL. */
const struct step *steps_missing(const struct steps *steps);

/* Writes a line a step: median, shortest and longest time in ms. */
void steps_print(const struct steps *steps, FILE *out);

/* Frees all times. */
void steps_release(struct steps *steps);

#endif
