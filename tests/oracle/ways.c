/* ways.c - see ways.h. */
#include "ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_text(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static bool same_found(const struct interleave_found *one, const struct interleave_found *other)
{
    return one->count == other->count && one->preemptions == other->preemptions &&
           one->stale == other->stale && same_text(one->schedule, other->schedule) &&
           same_text(one->message, other->message) && one->pc[0] == other->pc[0] &&
           one->pc[1] == other->pc[1] && one->address == other->address;
}

static bool same_outcomes(const struct interleave_result *one,
                          const struct interleave_result *other)
{
    bool same = one->outcome_count == other->outcome_count;
    for (size_t i = 0; i < one->outcome_count && same; i++) {
        same = one->outcomes[i].value == other->outcomes[i].value &&
               one->outcomes[i].count == other->outcomes[i].count;
    }
    return same;
}

static bool same_figures(const struct interleave_result *one, const struct interleave_result *other)
{
    return one->verdict == other->verdict && one->failure == other->failure &&
           one->executions == other->executions && one->redundant == other->redundant &&
           one->failing == other->failing && one->schedules == other->schedules &&
           one->first == other->first && one->events == other->events &&
           one->steps == other->steps && one->threads == other->threads &&
           same_text(one->message, other->message);
}

/* What differs, or NULL. */
static const char *difference(const struct interleave_result *one,
                              const struct interleave_result *other)
{
    if (!same_figures(one, other)) {
        return "figures";
    }
    for (int i = 0; i < INTERLEAVE_FAILURES; i++) {
        if (!same_found(&one->found[i], &other->found[i])) {
            return "what was found";
        }
    }
    return same_outcomes(one, other) ? NULL : "outcomes";
}

static bool agree(long (*run)(void *), void *program, const struct interleave_options *options,
                  unsigned long *resumed)
{
    struct interleave_options from_start = *options;
    from_start.from_start = true;
    struct interleave_result *with_marks = interleave_explore(run, program, options);
    struct interleave_result *without = interleave_explore(run, program, &from_start);
    const char *differs = difference(with_marks, without);
    if (differs != NULL) {
        fprintf(stderr,
                "mode %d: %s differ: with marks %lu executions (%lu redundant, %lu resumed, %lu "
                "failing), "
                "%lu events, %lu steps, %zu outcomes; without %lu (%lu, %lu, %lu), %lu, %lu, %zu\n",
                (int)options->mode, differs, with_marks->executions, with_marks->redundant,
                with_marks->resumed, with_marks->failing, with_marks->events, with_marks->steps,
                with_marks->outcome_count, without->executions, without->redundant,
                without->resumed, without->failing, without->events, without->steps,
                without->outcome_count);
        for (int i = 0; i < INTERLEAVE_FAILURES; i++) {
            const struct interleave_found *one = &with_marks->found[i], *other = &without->found[i];
            if (!same_found(one, other)) {
                fprintf(stderr, "  %d: %lu, %s, %s\n     %lu, %s, %s\n", i, one->count,
                        one->schedule, one->message, other->count, other->schedule, other->message);
            }
        }
    }
    *resumed += with_marks->resumed;
    interleave_release(with_marks);
    interleave_release(without);
    return differs == NULL;
}

/* Goes back to states that are those from main: else the process ends. */
static void compare_marks(long (*run)(void *), void *program,
                          const struct interleave_options *options)
{
    struct interleave_options compared = *options;
    compared.compare_marks = true;
    compared.max_executions = 100;
    interleave_release(interleave_explore(run, program, &compared));
}

bool ways_agree(long (*run)(void *), void *program, const struct interleave_options *options,
                unsigned long *resumed)
{
    static const enum interleave_mode drawn[] = {
        INTERLEAVE_RANDOM, INTERLEAVE_PCT,  INTERLEAVE_POS, INTERLEAVE_SURW,
        INTERLEAVE_SITES,  INTERLEAVE_RARE, INTERLEAVE_RFF, INTERLEAVE_DELAY,
    };
    enum { DRAWN = sizeof drawn / sizeof *drawn, FEW = 12, LEARN = 2 };
    for (int i = 0; i < LEARN; i++) { /* what is learned of a program for good, both are to know */
        interleave_release(interleave_explore(run, program, options));
    }
    bool same = agree(run, program, options, resumed);
    if (getenv("RACETRACK_ORACLE_COMPARE") != NULL) {
        compare_marks(run, program, options);
    }
    struct interleave_options few = *options;
    few.max_executions = FEW;
    for (int i = 0; i < DRAWN; i++) {
        few.mode = drawn[i];
        same = agree(run, program, &few, resumed) && same;
    }
    return same;
}
