/*
 * test_divided.c - a proof that is divided among processes comes to the same as one that isn't: the
 * same executions, outcomes and simplest failure, on one processor as on all. That what it finds is
 * complete is held against brute force in test_oracle.c.
 */
#include "learned_late.h"
#include "operations.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

enum { MOST_THREADS = 3 };

struct program {
    const char *name;
    int threads;
    int times; /* that each thread does all this */
    enum operation does[4];
    int steps;
    unsigned long executions; /* (TK)!/(K!)^T for a mutex; 0: not asked */
};

static struct program programs[] = {
    {"a counter with a mutex", 2, 8, {LOCK, INCREMENT, UNLOCK}, 3, 12870},
    {"a counter with a mutex, three threads", 3, 3, {LOCK, INCREMENT, UNLOCK}, 3, 1680},
    {"a racy counter", 2, 5, {INCREMENT}, 1, 34904},
    {"a racy counter, three threads", 3, 2, {INCREMENT}, 1, 6702},
    {"semaphore and mutex", 3, 2, {TAKE, LOCK, UNLOCK, GIVE}, 4, 0},
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

static void *carry_out(void *argument)
{
    const struct program *program = argument;
    for (int i = 0; i < program->times; i++) {
        for (int j = 0; j < program->steps; j++) {
            operation_do(program->does[j], 0, 1);
        }
    }
    return NULL;
}

static long run(void *argument)
{
    const struct program *program = argument;
    pthread_t threads[MOST_THREADS];
    operations_begin(program->threads, NEEDS_ALL);
    for (int i = 0; i < program->threads; i++) {
        pthread_create(&threads[i], NULL, carry_out, argument);
    }
    for (int i = 0; i < program->threads; i++) {
        pthread_join(threads[i], NULL);
    }
    return operations_end(VARIABLES);
}

static void expect_same_counts(const struct program *program, const struct interleave_result *one,
                               const struct interleave_result *other)
{
    cr_expect_eq(one->verdict, other->verdict, "%s: %s; %s", program->name, one->message,
                 other->message);
    cr_expect_eq(one->executions, other->executions, "%s: %lu and %lu executions", program->name,
                 one->executions, other->executions);
    cr_expect_eq(one->failing, other->failing);
    cr_assert_eq(one->outcome_count, other->outcome_count);
    for (size_t i = 0; i < one->outcome_count; i++) {
        cr_expect_eq(one->outcomes[i].value, other->outcomes[i].value);
        cr_expect_eq(one->outcomes[i].count, other->outcomes[i].count);
    }
}

static void expect_same(const struct program *program, const struct interleave_result *one,
                        const struct interleave_result *other)
{
    expect_same_counts(program, one, other);
    cr_expect((one->schedule == NULL) == (other->schedule == NULL) &&
              (one->schedule == NULL || strcmp(one->schedule, other->schedule) == 0));
}

/* Red, were the way back kept that belongs to the path before: a thread would go on where it never
 * was. */
Test(divided, what_a_child_learns)
{
    static const struct program program = {.name = "a race in few executions"};
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    options.divide_after = 0;
    struct interleave_result *whole = interleave_explore(learned_late, NULL, &options);
    cr_expect_eq(whole->failure, INTERLEAVE_DATA_RACE, "%s", whole->message);
    for (int after = 2; after <= 32; after *= 2) {
        options.divide_after = after;
        struct interleave_result *divided = interleave_explore(learned_late, NULL, &options);
        expect_same_counts(&program, whole, divided);
        cr_expect_eq(whole->failure, divided->failure, "%s", divided->message);
        interleave_release(divided);
    }
    interleave_release(whole);
}

ParameterizedTestParameters(divided, same_as_whole)
{
    static int all[PROGRAMS];
    for (int i = 0; i < PROGRAMS; i++) {
        all[i] = i;
    }
    return cr_make_param_array(int, all, PROGRAMS);
}

ParameterizedTest(int *which, divided, same_as_whole)
{
    struct program *program = &programs[*which];
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    cpu_set_t one_processor;
    options.mode = INTERLEAVE_PROVE;
    options.divide_after = 0;
    struct interleave_result *whole = interleave_explore(run, program, &options);
    cr_expect(program->executions == 0 || whole->executions == program->executions,
              "%s: %lu executions, not %lu", program->name, whole->executions, program->executions);
    options.divide_after = 50;
    struct interleave_result *divided = interleave_explore(run, program, &options);
    expect_same(program, whole, divided);
    interleave_release(divided);
    CPU_ZERO(&one_processor);
    CPU_SET(sched_getcpu(), &one_processor);
    cr_assert_eq(sched_setaffinity(0, sizeof one_processor, &one_processor), 0);
    divided = interleave_explore(run, program, &options);
    expect_same(program, whole, divided);
    interleave_release(divided);
    interleave_release(whole);
}
