/*
 * words.h - numbers as a person reads them, for all tools.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdio.h>

enum { GROUPED_SIZE = 32 };

/* Writes number with commas between the thousands: 2,000,000. Returns buffer. */
const char *grouped(long number, char buffer[static GROUPED_SIZE]);

/* Writes a text that begins after so many columns, on lines of not more than 100; none begins
 * before it. Ends the last line, too. */
void put_wrapped(FILE *out, const char *text, int before);

/* What is added to a noun after that number: "" or "s". */
const char *plural(long number);

#endif
