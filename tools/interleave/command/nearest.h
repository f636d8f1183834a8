/*
 * nearest.h - the schedules around one that fails: a simpler one that fails in the same way, and
 * the nearest one that passes.
 *
 * A schedule is cut before one of its segments, and goes on from there without a preemption: with
 * the thread that would have been interrupted, or with another one. The first cut that still fails
 * leaves the simplest schedule (a delta debugging of schedules: Choi and Zeller, "Isolating
 * failure-inducing thread schedules", ISSTA 2002); the last one that passes departs as late as can
 * be, so what decides is done there. If none passes, long segments are cut within, too.
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "explored.h"

/*
 * Runs a program (its path and arguments, NULL-terminated) in a mode, or one schedule of it
 * ("replay"). Returns whether it did and told a result; then *explored is the caller's to release.
 */
typedef bool run_again(const void *context, const char *const *program, const char *mode,
                       const char *schedule, struct explored *explored);

struct replayer {
    run_again *run;
    const void *context;
    const char *const *program;
    int most;     /* passing ones to try at most */
    double until; /* on the clock of nearest_now: later, no other schedule is tried */
};

double nearest_now(void);

/*
 * A schedule that fails in the same way and has fewer segments: a new string, and its replay in
 * *explored, which is the caller's to release; or NULL if none was found.
 */
char *nearest_simpler(const struct replayer *replayer, const char *schedule, const char *failure,
                      struct explored *explored);

/*
 * The schedule that passes and departs from the given one as late as can be: a new string, and its
 * replay in *explored, which is the caller's to release; or NULL if none was found. trace: of the
 * schedule given. *tried: how many were.
 */
char *nearest_passing(const struct replayer *replayer, const char *schedule, const json_t *trace,
                      struct explored *explored, int *tried);

#endif
