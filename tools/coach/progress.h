/* progress.h - where a student stands in all exercises, and which one comes next. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "kit/state.h"

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

/*
 * Prints how one exercise begins (the first lines of its README), where the student stands with it,
 * and the commands to type next; of one that is fixed, what progress_after prints.
 * Returns the exit status: 0; or what the standing asks for, with its trouble on standard error.
 */
int progress_about(const struct exercise_list *list, const struct exercise_place *place,
                   bool colour);

/*
 * Prints what comes after a fix: the next exercise that isn't fixed, and how to see other fixes
 * beside the student's; nothing of an exercise that isn't fixed as it is now. Returns 0.
 */
int progress_after(const struct exercise_list *list, const struct exercise_place *place);

#endif
