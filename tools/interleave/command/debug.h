/*
 * debug.h - gdb on a replay, which stops where it goes wrong.
 */
#ifndef DEBUG_H
#define DEBUG_H

#include "interleave/trace/explored.h"

/*
 * Runs gdb in place of this process, on the program (its path and arguments, NULL-terminated), with
 * those options of a replay as lib/program.c reads them. replay: of the same schedule; what it
 * fails by says at which event gdb stops: just before it, in the frame of the function whose line
 * that is, with the thread's name. Where that isn't known, gdb runs to the end. Returns 3, with a
 * message, if there is no gdb.
 */
int debug(const struct explored *replay, const char *const *program, const char *options);

#endif
