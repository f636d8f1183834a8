/*
 * words.h - numbers as a person reads them, for all tools.
 */
#ifndef WORDS_H
#define WORDS_H

enum { GROUPED_SIZE = 32 };

/* Writes number with commas between the thousands: 2,000,000. Returns buffer. */
const char *grouped(long number, char buffer[static GROUPED_SIZE]);

/* What is added to a noun after that number: "" or "s". */
const char *plural(long number);

#endif
