/*
 * trials.c - see trials.h.
 *
 * Where the outcome is the same although the threads did nothing, or half of what they do, it was
 * not made by them; unless the main thread did the rest, which shows in its events.
 *
 * Where it is the same although a variable was changed under way, it doesn't depend on that one:
 * what threads do there side by side is no work. (Noninterference, tested: Goguen, Meseguer,
 * "Security policies and security models", S&P 1982.)
 */
#include "trials.h"

#include "fair.h"

enum { MOST_NUDGED = 16 };

#define STATE __attribute__((section("interleave_state")))

STATE static long outcome = 0; /* of the program as it is */
STATE static long ends[MAX_THREADS] = {0};

/* Runs the trial; is the outcome what it is without it? */
static bool same_outcome(const struct trial *trial)
{
    fair_try(trial);
    engine_run();
    return engine.failures == 0 && engine.has_outcome && !engine.cut && !engine.too_long &&
           engine.refused == NULL && engine.outcome == outcome;
}

static bool same_without(const struct trial *trial, uint64_t events_of_main)
{
    return same_outcome(trial) && fair_seen()->events_of_main <= events_of_main;
}

/* Did each thread end about where it was to end? One that held a lock all the while did not. */
static bool ended_halfway(const struct seen *whole)
{
    const struct seen *halves = fair_seen();
    for (int i = 1; i < MAX_THREADS; i++) {
        if (4 * halves->steps[i] > 3 * whole->steps[i]) {
            return false;
        }
    }
    return true;
}

/* Once in the middle, where others go on from it, and once at the end, as what is overwritten
 * anyway counts for nothing. */
static bool matters(const struct watched *at, long writes)
{
    const struct trial halfway = {.nudged = at, .nudged_after = (writes + 1) / 2};
    const struct trial last = {.nudged = at, .nudged_after = writes};
    return !same_outcome(&halfway) || !same_outcome(&last);
}

/* The one with the most steps of those that were not looked at. */
static int most_used(const long *steps, int count)
{
    int most = -1;
    for (int i = 0; i < count; i++) {
        if (steps[i] > 0 && (most < 0 || steps[i] > steps[most])) {
            most = i;
        }
    }
    return most;
}

/* Ignores the places that the outcome doesn't depend on, and those that are only read: to look at
 * what was there before is no work. What is not known may matter. */
static void ignore_what_does_not_matter(void)
{
    int count;
    long steps[MOST_WATCHED], writes[MOST_WATCHED];
    bool ignored[MOST_WATCHED] = {false};
    struct watched *watched = fair_watched(&count);
    for (int i = 0; i < count; i++) {
        writes[i] = watched[i].writes;
        steps[i] = watched[i].start != 0 && writes[i] > 0 ? watched[i].steps : 0;
        ignored[i] = writes[i] == 0;
    }
    for (int looked_at = 0; looked_at < MOST_NUDGED; looked_at++) {
        const int i = most_used(steps, count);
        if (i < 0) {
            break;
        }
        steps[i] = 0;
        ignored[i] = !matters(&watched[i], writes[i]);
    }
    for (int i = 0; i < count; i++) {
        watched[i].ignored = ignored[i];
    }
}

static void keep(const struct overlap *overlap, struct interleave_result *result)
{
    result->overlap.together = overlap->together;
    result->overlap.steps = overlap->steps;
    result->overlap.of_main = overlap->of_main;
    result->overlap.turns = overlap->turns;
    result->overlap.alone = overlap->alone;
}

void trials_run(struct interleave_result *result)
{
    static const struct trial as_it_is, idle = {.idle = true};
    const struct trial halves = {.ends = ends};
    const struct seen seen = *fair_seen();
    const char *const uncontrolled = engine.uncontrolled;
    const void *const uncontrolled_at = engine.uncontrolled_at;
    keep(&seen.overlap, result);
    result->sleep.lock = (unsigned long)seen.sleep.lock;
    result->sleep.at = seen.sleep.pc;
    result->sleep.nanoseconds = (long)seen.sleep.time;
    if (engine.failures != 0 || !engine.has_outcome || engine.cut || engine.too_long) {
        return;
    }
    outcome = engine.outcome;
    engine.weak_wanted = false; /* what is in memory is what is read */
    for (int i = 0; i < MAX_THREADS; i++) {
        ends[i] = seen.steps[i] / 2;
    }
    result->overlap.acts = (unsigned long)fair_acts();
    result->overlap.right_idle = same_without(&idle, seen.events_of_main);
    result->overlap.right_halved =
        same_without(&halves, seen.events_of_main) && ended_halfway(&seen);
    if (same_outcome(&as_it_is)) {
        ignore_what_does_not_matter();
        same_outcome(&as_it_is);
        result->overlap.telling = fair_seen()->overlap.telling;
        result->overlap.telling_alone = fair_seen()->overlap.telling_alone;
    }
    fair_try(&as_it_is);
    engine.refused = NULL;
    engine.uncontrolled = uncontrolled;
    engine.uncontrolled_at = uncontrolled_at;
}
