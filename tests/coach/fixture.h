/*
 * fixture.h - made-up exercises for the tests of coach, in the current folder.
 *
 * Each has one letter of the kit's states; what is in its files is ORIGINAL or MINE.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "sandbox.h"

#define ORIGINAL "the racy original\n"
#define MINE "my own work\n"
#define TICKETS "exercises/03-tickets"

/* Makes exercises/FOLDER with original.c and STEM.c (both ORIGINAL), and its contract.json. */
void exercise_make(const char *folder, const char *stem);

/*
 * Writes build/FOLDER/result.json about the source as it is now, with that verdict, a check that
 * passed, and one with that status and summary.
 */
void result_make(const char *folder, const char *stem, const char *verdict, const char *status,
                 const char *summary);

/* The same for one that isn't fixed because that check failed, for that reason. */
void result_failed(const char *folder, const char *stem, const char *check, const char *reason,
                   const char *summary);

/* Runs coach, whose path is in COACH, with up to two arguments (NULL: none). */
struct ran coach_run(const char *command, const char *exercise);

#endif
