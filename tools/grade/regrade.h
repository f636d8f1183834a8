/*
 * regrade.h - grades one student of a class anew, and keeps the others as they were graded.
 */
#ifndef GRADE_REGRADE_H
#define GRADE_REGRADE_H

#include "grade/class.h"

/* Was a student of that name, or number, graded into these results before, beside others? */
bool regrade_knows(const char *results, const char *name);

/* Is a student of that name, or number, in the class? */
bool regrade_found(const struct class *class, const char *name);

/*
 * Of the class that was read keeps only that student; all others are taken from the results, where
 * the same kit, compiler and seed graded them. What was found of the student's work is removed, so
 * that it is judged anew. Returns 0, or 2, having said why; then the class is as it was.
 */
int regrade_keep_others(const char *results, const char *name, struct class *class);

#endif
