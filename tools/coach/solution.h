/*
 * solution.h - the fixes that the kit knows, beside the student's own.
 *
 * They open once verify has passed the student's file as it is now, for a solution that is seen too
 * early takes the exercise away. This is a courtesy, not a lock: solutions/ can be read by anyone.
 */
#ifndef SOLUTION_H
#define SOLUTION_H

#include "kit/exercises.h"

/*
 * Prints, for each file in solutions/NN-name, a unified diff from the student's file to it, made by
 * diff(1). With forced (for who teaches), whatever the verdict is.
 * Returns the exit status: 0; 1 the student's file isn't fixed, which is said; 2 the exercise has
 * nothing to fix, or its files aren't as they must be; 3 this copy of the kit has no solutions, or
 * diff can't be run.
 */
int solution_show(const struct exercise_place *place, bool forced, bool colour);

#endif
