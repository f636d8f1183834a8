/* progress.h - where a student stands in all exercises, and which one comes next. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "coach/exercises.h"

/*
 * Prints a line an exercise, none wider than 80 columns, and the commands to type next; what is
 * wrong with an exercise goes to standard error, a line each. Colours only if asked.
 * Returns the exit status: 0; 2 there is no exercise; or the highest that a standing asks for.
 */
int progress_show(const struct exercise_list *list, bool colour);

/*
 * Prints the folder of the first exercise that is to be fixed and isn't yet; once all are fixed,
 * of the last that was (of the last of all, if there are only ones to read), so that every verb
 * still means some exercise.
 * Returns the exit status: 0; or 2 or 3, with nothing printed but the error: there is no exercise,
 * or the first to be fixed is in trouble.
 */
int progress_next(const struct exercise_list *list);

#endif
