/*
 * spread.h - how the totals of many runs of one program spread.
 */
#ifndef SPREAD_H
#define SPREAD_H

#include <stdio.h>

/*
 * Runs the program that many times and writes to out how many totals were right, and how the
 * others lie, as bars. Shows progress on standard error, if that is a terminal.
 * Returns the exit status: 0 each run told a total, right or wrong; 1 one did not; 3 the program
 * could not be started, or the machine left it no time to run.
 */
int spread_show(const char *const *program, long runs, FILE *out);

#endif
