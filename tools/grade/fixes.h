/*
 * fixes.h - which wrong fixes a class made: submissions that fail in the same way, put together.
 *
 * Two fail in the same way if they are of one exercise, for one reason, and the schedule that fails
 * has the same shape: the same threads take the same kinds of steps, whatever the variables are
 * called and wherever the lines stand.
 */
#ifndef GRADE_FIXES_H
#define GRADE_FIXES_H

#include <jansson.h>

/* Starts with an empty array. Adds what one student's exercise came to; facts as facts_of makes
 * them. One that is fixed, or unchanged, adds nothing. */
void fixes_add(json_t *fixes, size_t exercise, size_t student, const char *trap,
               const json_t *facts);

/*
 * The same, sorted: those that most made first. Each is an object: "exercise" and "students"
 * (indices), "trap", "reason", "name" (what kind of bug that is), "sentence", "steps" (of the first
 * one's schedule).
 */
json_t *fixes_sorted(json_t *fixes);

#endif
