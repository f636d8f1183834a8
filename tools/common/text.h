/*
 * text.h - text for a person: as wide as a line may be, and harmless to a terminal.
 *
 * Widths are columns of a terminal (wcwidth(3)), not bytes; they are right once main has set
 * LC_CTYPE to a UTF-8 locale. What a caller gets it owns, and frees. Without memory the process
 * ends, with exit status 3.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdio.h>

/* Formats as printf does, into memory of its own. Never NULL. */
__attribute__((format(printf, 1, 2))) char *text_format(const char *format, ...);

/*
 * Returns the text in at most so many columns (1 or more); where something had to go, it ends in
 * "…". Blanks of any kind become spaces; what can't be shown (control characters, bytes that
 * aren't UTF-8) becomes "?".
 */
char *text_cut(const char *text, int columns);

/*
 * Writes the text in lines of at most so many columns: broken at blanks, each after so many blanks,
 * but for the first, which stands where the caller has got to (before columns from the left). A
 * word that is wider than that has a line to itself. Each line ends in a newline, and is harmless.
 */
void text_wrap(FILE *out, const char *text, int before, int columns);

/* How many columns the text takes once text_cut has made it harmless. */
int text_columns(const char *text);

/*
 * Prints one line to standard error, as every program of the kit does, and made harmless:
 * "racetrack: SUBJECT: PROBLEM; try: REMEDY".
 */
void text_complain(const char *subject, const char *problem, const char *remedy);

#endif
