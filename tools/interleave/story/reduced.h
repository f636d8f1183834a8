/*
 * reduced.h - a failure made small before it is shown: fewer threads and less work, a simpler
 * schedule, and the nearest one that passes.
 *
 * A schedule is made small in the explored process (lib/search/reduce.h), which does that right
 * after its search, or after a replay. Each case with fewer threads and less work is a process of
 * its own.
 */
#ifndef REDUCED_H
#define REDUCED_H

#include "story.h"

#include "interleave/trace/explored.h"

#include "common/case.h"

/*
 * Runs a program (its path and arguments, NULL-terminated) in a mode, or one schedule of it
 * ("replay"), for at most so many seconds; a failure is made small. Returns whether it did and told
 * a result; then *explored is the caller's to release.
 */
typedef bool run_again(const void *context, const char *const *program, const char *mode,
                       const char *schedule, double seconds, struct explored *explored);

struct reduced {
    const char *const *program; /* with the arguments that are shown */
    const char *smaller;        /* these, if they are not those given; else NULL */
    json_t *result;             /* of the exploration with them: where it fails, how and when */
    struct explored shown;      /* the process that made it small: its result and the traces */
    const char *schedule;       /* that is shown */
    const char *message;        /* what it comes to */
    const char *passing;        /* the nearest schedule that passes, or NULL */
    long tried;                 /* how many near schedules were, to find one that passes */
    bool is_small;              /* else the schedule is the search's, and may not even fail again */
    long preemptions, stale;    /* if it is small */
    const char *arguments[CASE_WORDS + 1];
    char *split;
};

/* What to reduce, and how far. */
struct reduction {
    run_again *run;
    const void *context;
    const char *const *program; /* its path and arguments, NULL-terminated */
    const char *const *smaller; /* arguments to try in place of the program's, smallest first */
    int smaller_count;
    double seconds; /* for all of it */
};

/*
 * Reduces a failure. explored: of the exploration of the program, with a schedule; if that was made
 * small there, and there are no smaller cases, nothing is run. Returns false if not even the
 * schedule could be run again; else *reduced is the caller's to release, with what it has of
 * explored.
 */
bool reduce(const struct reduction *reduction, const struct explored *explored,
            struct reduced *reduced);

/* What the story of what is shown is made from; it must not outlive *reduced. */
struct failure reduced_failure(const struct reduced *reduced);

/*
 * That story as JSON, a new reference: as in story_json, and with schedule; arguments (null: those
 * given); passes, the nearest schedule that does (or null), and decides, which step makes the
 * difference ("": not known).
 */
json_t *reduced_story(const struct reduced *reduced, const struct story *story);
void reduced_release(struct reduced *reduced);

#endif
