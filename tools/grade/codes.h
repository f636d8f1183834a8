/*
 * codes.h - a code for each student, for feedback that isn't to say whose it is.
 *
 * A code is a hash of a secret and the name, so it stays the same as long as the results do, and
 * nobody without the secret can find it by trying names. key.csv says whose it is.
 */
#ifndef GRADE_CODES_H
#define GRADE_CODES_H

#include "grade/class.h"

/* Gives all a code. The secret is kept in the results, readable to their owner alone, and drawn the
 * first time. Returns false if it can't be. */
bool codes_give(const char *results, struct class *class);

#endif
