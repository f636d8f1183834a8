/*
 * trials.h - whose work is the outcome? The program runs again in the order of fair.h, with
 * something changed each time: what the outcome is then tells what it depends on.
 */
#ifndef TRIALS_H
#define TRIALS_H

#include "interleave.h"

/* After an execution of the fair strategy: what it showed, and, if it came to its end with an
 * outcome and nothing failed, what the trials show beside it. */
void trials_run(struct interleave_result *result);

#endif
