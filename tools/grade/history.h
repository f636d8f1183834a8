/*
 * history.h - what came out of each grading into the same folder of results, one after the other.
 *
 * history.json is an array of gradings: "exercises", and "verdicts", an object that has for each
 * student
 * ("name\nid") a letter for each exercise: F fixed, N not fixed, R refused, U no verdict, -
 * missing. One in which nothing has changed since the one before is not added, so it has no dates
 * and is the same wherever the same gradings were made.
 */
#ifndef GRADE_HISTORY_H
#define GRADE_HISTORY_H

#include <jansson.h>

/* Adds the grading (an object as above, which it takes) to the folder's history, and returns all of
 * it, which the caller releases; NULL if it can't be stored. */
json_t *history_add(const char *folder, json_t *grading);

/* The letter of a verdict. */
char history_letter(const char *verdict);

#endif
