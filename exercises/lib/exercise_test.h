/*
 * exercise_test.h - what the Criterion test of an exercise includes: Criterion, the contract, and
 * the two assertions that all of them make.
 *
 * A test has no time limit of its own: make test watches the whole program from outside, and
 * tells a program that hangs from one that only waits for a busy machine.
 *
 * Criterion runs each test in a process of its own and takes that process's exit status 0 for a
 * pass, even where the program under test called exit in the middle of it. So whoever reports, in
 * the process that no program under test can end, looks whether the assertion was made at all.
 */
#ifndef EXERCISE_TEST_H
#define EXERCISE_TEST_H

#include "exercise.h"
#include "grouped.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <criterion/parameterized.h>
#include <interleave.h>
#include <stdio.h>

/* Runs the program on this workload and asserts that its total is the expected one. */
static inline void assert_total(struct workload load)
{
    char work[GROUPED_SIZE], want[GROUPED_SIZE], got[GROUPED_SIZE];
    const long expected = exercise.expected(load);
    const long actual = exercise.total(load);
    cr_assert_eq(actual, expected, "%d thread%s x %s %s: expected %s, actual %s", load.threads,
                 load.threads == 1 ? "" : "s", grouped(load.work, work), exercise.work_unit,
                 grouped(expected, want), grouped(actual, got));
}

/* What is explored. */
static inline long small_total(void *nothing)
{
    (void)nothing;
    return exercise.total(exercise.small);
}

/* Runs the small case in every interleaving and asserts that none of them goes wrong. */
static inline void assert_every_interleaving(void)
{
    char failing[GROUPED_SIZE], seen[GROUPED_SIZE];
    const long expected = exercise.expected(exercise.small);
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.expected = &expected;
    options.max_seconds = 20;
    struct interleave_result *result = interleave_explore(small_total, NULL, &options);
    cr_assert_not_null(result);
    cr_assert_neq(result->verdict, INTERLEAVE_FAILED,
                  "%s\n  %s in %s of %s schedules; try: make explore", result->message,
                  interleave_failure_name(result->failure),
                  grouped((long)result->found[result->failure].count, failing),
                  grouped((long)result->executions, seen));
    interleave_release(result);
}

/* How many tests ended without an assertion, but with exit status 0: counted as passed by then. */
static size_t wrongly_passed;

/* Criterion's test is over, but it hasn't said yet how it went. */
ReportHook(POST_TEST)(struct criterion_test_stats *test)
{
    if (test->passed_asserts + test->failed_asserts > 0) {
        return;
    }
    fprintf(stderr, "[----] the program ended before it had a total: it exited with status %d\n",
            test->exit_code);
    if (test->test_status == CR_STATUS_PASSED) {
        test->test_status = CR_STATUS_FAILED;
        wrongly_passed++;
    }
}

/* All are over; Criterion's own exit status comes from these numbers. */
ReportHook(POST_ALL)(struct criterion_global_stats *all)
{
    all->tests_passed -= wrongly_passed;
    all->tests_failed += wrongly_passed;
}

#endif
