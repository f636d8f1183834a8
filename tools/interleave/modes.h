/* modes.h - the modes' names, as the command and a program that it runs tell each other. */
#ifndef MODES_H
#define MODES_H

#include "interleave.h"

/* In the order of enum interleave_mode. */
static const char *const mode_names[] = {"auto",   "find",  "prove", "random", "pct",   "pos",
                                         "surw",   "sites", "rare",  "rff",    "delay", "mix",
                                         "replay", "fair",  "brute", "step"};
enum { MODES = sizeof mode_names / sizeof *mode_names };
_Static_assert(MODES == INTERLEAVE_STEP + 1, "each mode has a name");

#endif
