/*
 * hints.h - the hints of an exercise, one more each time.
 *
 * They stand in exercises/NN-name/hints.md as a numbered list ("1. …"), from the symptom to the
 * primitive. How many a student has seen is remembered in build/NN-name/hints-seen, a number; where
 * that is missing or garbled, it is none.
 */
#ifndef HINTS_H
#define HINTS_H

#include "kit/exercises.h"

/*
 * Prints the next hint of the exercise, or the last again if all were seen; with which ("2"), that
 * one. NULL or "" asks for the next.
 * Returns the exit status: 0; 2 which is no hint's number, or there are no hints; 3 what has been
 * seen can't be remembered.
 */
int hint_show(const struct exercise_place *place, const char *which);

#endif
