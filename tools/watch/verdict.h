/*
 * verdict.h - a result.json, told as verify tells it, in lines of any width.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <jansson.h>
#include <stdbool.h>

enum verdict_kind {
    VERDICT_NONE,
    VERDICT_FIXED,
    VERDICT_NOT_FIXED,
    VERDICT_TO_READ,
    VERDICT_UNABLE
};

/* Which verdict the result has; VERDICT_NONE of one that verify doesn't write, or of NULL. */
enum verdict_kind verdict_kind(const json_t *result);

/* "fixed", "not fixed yet", …; "" of VERDICT_NONE. */
const char *verdict_words(enum verdict_kind kind);

/* The checks, each with its status and summary, in lines of at most so many columns. The caller
 * frees the text. */
char *verdict_text(const json_t *result, int columns);

#endif
