/* reset.h - brings an exercise's racy original back and keeps the student's file beside it. */
#ifndef RESET_H
#define RESET_H

#include "kit/exercises.h"

/*
 * Makes name.c the original again. What was in name.c stays beside it as name.yours.c, or
 * name.yours-2.c and so on where that is taken; no file is ever written over. Says what it did.
 * Where there is nothing to do (name.c is the original, or the exercise is only for reading), it
 * says that.
 * Returns the exit status: 0 done; 2 a file of the exercise isn't as it must be; 3 the machine
 * doesn't let us (full disk, no permission). Whatever it returns, and wherever it is killed, the
 * student's work is whole in name.c or in one of the files beside it.
 */
int reset_exercise(const struct exercise_place *place);

#endif
