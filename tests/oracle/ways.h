/*
 * ways.h - a proof goes back from the end of an execution to a mark on its way, or begins each at
 * main: for a generated program both must come to the same in every figure.
 */
#ifndef WAYS_H
#define WAYS_H

#include "interleave.h"

#include <stdbool.h>

enum { WAYS_EACH = 16 }; /* of so many programs, one is looked at so */

/* Whether proofs of the program by those options, with marks and without, come to the same, and a
 * few schedules drawn at random in each way. Tells
 * what differs. *resumed: the executions that began at a mark are added.
 */
bool ways_agree(long (*run)(void *), void *program, const struct interleave_options *options,
                unsigned long *resumed);

#endif
