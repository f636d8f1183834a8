/*
 * shell.h - a folder for a test, and shell commands in which it is $T.
 *
 * Commands run at the top of the kit. GRADE and PACK name the programs; $GRADE_IT is grade with the
 * stand-in for make, a fixed seed, weights for three exercises and its results in $T/r.
 */
#ifndef TEST_SHELL_H
#define TEST_SHELL_H

#include <stdbool.h>

/* Makes the folder, and leaves it again with all that is in it. */
void shell_begin(void);
void shell_end(void);

/*
 * Runs a command, formatted as by printf; returns its exit status, or 128 + a signal's number. What
 * it printed, to output and error, is in shell_said until the next.
 */
__attribute__((format(printf, 1, 2))) int shell(const char *format, ...);
extern char shell_said[];

/* The same, and the test fails unless the exit status is 0. */
__attribute__((format(printf, 1, 2))) void shell_must(const char *format, ...);

/* Did the last command say that? */
bool said(const char *text);

#endif
