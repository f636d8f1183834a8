/*
 * exercise_test.h - what the Criterion test of an exercise includes: Criterion, the contract, and
 * the one assertion that all of them make.
 *
 * A test has no time limit of its own: make test watches the whole program from outside, and
 * tells a program that hangs from one that only waits for a busy machine.
 */
#ifndef EXERCISE_TEST_H
#define EXERCISE_TEST_H

#include "exercise.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

/* Runs the program on this workload and asserts that its total is the expected one. */
static inline void assert_total(struct workload load)
{
    const long expected = exercise.expected(load);
    const long actual = exercise.total(load);
    cr_assert_eq(actual, expected, "%d threads x %ld %s: expected %ld, actual %ld", load.threads,
                 load.work, exercise.work_unit, expected, actual);
}

#endif
