/*
 * trials.c - see trials.h.
 *
 * Where the outcome is the same although the threads did nothing, or half of what they do, it was
 * not made by them; unless the main thread did the rest, which shows in its events.
 *
 * That of a program whose threads each do a good part of the work shows by what is missing where
 * one of them does nothing. Of such a program, what only one thread uses is left out.
 *
 * Where it is the same although a variable was changed under way, it doesn't depend on that one:
 * what threads do there side by side is no work. (Noninterference, tested: Goguen, Meseguer,
 * "Security policies and security models", S&P 1982.)
 */
#include "search/trials.h"

#include "search/fair.h"

#include <stdlib.h>

enum { MOST_NUDGED = 16, MOST_IDLED = 8, PARTS = 8, TIMES = 16, AT_LEAST = 1 << 20 };

STATE static long outcome = 0; /* of the program as it is */
STATE static long ends[MAX_THREADS] = {0}, ends_telling[MAX_THREADS] = {0};

STATE static uint64_t most_events = 0; /* more, and a trial goes on for ever */

/* Did the execution come to its end, with whatever outcome? */
static bool has_ended(void)
{
    return (engine.failures & ~(1u << INTERLEAVE_WRONG_RESULT)) == 0 && engine.has_outcome &&
           !engine.cut && !engine.too_long && engine.refused == NULL;
}

/* Runs the trial; is the outcome what it is without it? What is changed may be what a loop waits
 * for. */
static bool same_outcome(const struct trial *trial)
{
    struct trial limited = *trial;
    limited.most_events = most_events;
    fair_try(&limited);
    engine_run();
    return has_ended() && engine.outcome == outcome;
}

/* And did the main thread have no more to do? Where a thread ends without a choice, that is one
 * event that counts as the main thread's. */
static bool same_without(const struct trial *trial, uint64_t events_of_main)
{
    return same_outcome(trial) &&
           fair_seen()->events_of_main <= events_of_main + (uint64_t)engine.count;
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

/* The same for threads that end in the middle of what they tell others: what they do after that, as
 * to look at it once more or to write a log, may be left out without any harm. */
static bool same_with_half_of_what_tells(const struct seen *first)
{
    const struct seen whole = *fair_seen();
    struct trial halves = {.ends = ends};
    for (int i = 0; i < MAX_THREADS; i++) {
        ends_telling[i] = whole.tells[i] / 2;
        if (i > 0 && whole.tells[i] > 0) {
            halves.ends_telling = ends_telling;
        }
    }
    if (!same_without(&halves, first->events_of_main)) {
        return false;
    }
    for (int i = 1; i < MAX_THREADS; i++) {
        if (whole.tells[i] > 1 && 4 * fair_seen()->tells[i] > 3 * whole.tells[i]) {
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

/* Is a good part of what the outcome is with the threads, and isn't without any, that thread's? */
static bool does_a_good_part(int thread, long without_any)
{
    const struct trial without = {.idle = only(thread)};
    if (same_outcome(&without)) {
        return false;
    }
    return !has_ended() || labs(outcome - engine.outcome) >= labs(outcome - without_any) / PARTS;
}

/* Of so many threads, the main one among them, how many do a good part of the work each? At most
 * two. */
static int count_good_parts(int threads, long without_any)
{
    int count = 0;
    for (int i = 1; i < threads && i <= MOST_IDLED && count < 2; i++) {
        count += does_a_good_part(i, without_any);
    }
    return count;
}

/* What a thread does with its own variables is not seen, and so should be what it does with those
 * that are only passed on to it, or from it: else a thread whose work is seen would seem to be the
 * only one that works. Returns whether there are any. */
static bool set_own_places_apart(void)
{
    int count;
    bool any = false;
    struct watched *watched = fair_watched(&count);
    for (int i = 0; i < count; i++) {
        const thread_set threads = watched[i].threads;
        watched[i].own = threads != 0 && (threads & (threads - 1)) == 0;
        any = any || watched[i].own;
    }
    return any;
}

static void keep(const struct overlap *overlap, struct interleave_result *result)
{
    result->overlap.together = overlap->together;
    result->overlap.steps = overlap->steps;
    result->overlap.of_main = overlap->of_main;
    result->overlap.turns = overlap->turns;
    result->overlap.alone = overlap->alone;
    result->overlap.beside = overlap->beside;
    result->overlap.shut_out = overlap->shut_out;
}

void trials_run(struct interleave_result *result)
{
    static const struct trial as_it_is, idle = {.idle = ~(thread_set)1};
    const struct trial halves = {.ends = ends};
    const struct seen seen = *fair_seen();
    const char *const uncontrolled = engine.uncontrolled;
    const void *const uncontrolled_at = engine.uncontrolled_at;
    keep(&seen.overlap, result);
    result->sleep.lock = (unsigned long)seen.sleep.lock;
    result->sleep.at = seen.sleep.pc;
    result->sleep.nanoseconds = (long)seen.sleep.time;
    if (engine.failures != 0 || !engine.has_outcome || engine.cut || engine.too_long ||
        engine.options.idle) {
        return;
    }
    const int threads = engine.count;
    outcome = engine.outcome;
    most_events = TIMES * seen.events + AT_LEAST;
    engine.weak_wanted = false; /* what is in memory is what is read */
    for (int i = 0; i < MAX_THREADS; i++) {
        ends[i] = seen.steps[i] / 2;
    }
    result->overlap.acts = (unsigned long)fair_acts();
    result->overlap.right_idle = same_without(&idle, seen.events_of_main);
    const long without_any = has_ended() ? engine.outcome : 0;
    result->overlap.right_halved =
        same_without(&halves, seen.events_of_main) && ended_halfway(&seen);
    result->overlap.good_parts = count_good_parts(threads, without_any);
    if (same_outcome(&as_it_is)) {
        const bool apart = result->overlap.good_parts > 1 && set_own_places_apart();
        ignore_what_does_not_matter();
        same_outcome(&as_it_is);
        if (apart) {
            keep(&fair_seen()->overlap, result);
        }
        result->overlap.telling = fair_seen()->overlap.telling;
        result->overlap.telling_alone = fair_seen()->overlap.telling_alone;
        result->overlap.right_halved =
            result->overlap.right_halved && same_with_half_of_what_tells(&seen);
    }
    fair_try(&as_it_is);
    engine.refused = NULL;
    engine.uncontrolled = uncontrolled;
    engine.uncontrolled_at = uncontrolled_at;
}
