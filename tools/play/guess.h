/*
 * guess.h - which results a player expects, marked against those that the explorer has seen.
 */
#ifndef GUESS_H
#define GUESS_H

#include <jansson.h>
#include <stdbool.h>

enum { MOST_GUESSES = 32 };

struct guess {
    long values[MOST_GUESSES];
    int count;
};

/* Reads numbers, with anything but digits and signs between them. False if there is none. */
bool guess_read(const char *text, struct guess *guess);

/*
 * Marks it against what `interleave run --json` answered: a line for each result that can come, how
 * often it does, and whether it was named; then those that were named and can't come. Where not all
 * schedules were covered, that is said. The text is the caller's to free.
 */
char *guess_marked(const struct guess *guess, const json_t *answer);

#endif
