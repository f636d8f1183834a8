/*
 * adjust.h - what changes a student's points after the checks: lateness, and what a person has set.
 */
#ifndef GRADE_ADJUST_H
#define GRADE_ADJUST_H

#include "grade/overrides.h"
#include "grade/show.h"

/*
 * Changes the points of the student's gradings, and says in each one's remark why: days late cost
 * what the weights say, the first of them, in the order of the exercises, nothing; points that were
 * set (overrides, which may be NULL) count in place of all that.
 */
void adjust(const struct class *class, const struct weights *weights,
            const struct overrides *overrides, const struct student *student,
            struct grading *gradings);

#endif
