/*
 * reduced.h - a failure made small before it is shown: fewer threads and less work, a simpler
 * schedule, and the nearest one that passes.
 */
#ifndef REDUCED_H
#define REDUCED_H

#include "nearest.h"

enum { MOST_SMALLER = 32, MOST_ARGUMENTS = 32 };

struct reduced {
    const char *const *program; /* with the arguments that are shown */
    const char *smaller;        /* these, if they are not those given; else NULL */
    json_t *result;             /* of the exploration with them: where it fails, how and when */
    char *schedule;             /* that is shown */
    bool is_simpler;            /* than the one in the result */
    struct explored replay;     /* of it */
    char *passing_schedule;     /* the nearest that passes, or NULL */
    struct explored passing;    /* its replay */
    int tried;                  /* how many near schedules were, to find one that passes */
    const char *arguments[MOST_ARGUMENTS];
    char *split;
};

/*
 * Reduces a failure. result: of the exploration of the program, with a schedule. smaller: arguments
 * to try in place of the program's, smallest first, count of them. Takes at most about so many
 * seconds beside the replay itself. Returns false if not even that could be run; else *reduced is
 * the caller's to release.
 */
bool reduce(run_again *run, const void *context, const char *const *program, json_t *result,
            const char *const *smaller, int count, double seconds, struct reduced *reduced);
void reduced_release(struct reduced *reduced);

#endif
