/*
 * test_stores.c - the order of stores that nobody reads is none: of programs of which it is known
 * how many orders there are, the proof runs fewer, and finds as many outcomes. That these are all
 * is held against brute force in test_oracle.c.
 */
#include "operations.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_THREADS = 6 };

/* Each thread's steps, a letter and a digit each: s store to and l load of that atomic variable,
 * a add to it; h store to that half of another; w write of that plain variable. */
struct program {
    const char *name;
    const char *threads[MOST_THREADS];
    int read_at_end; /* variables of each sort */
    size_t outcomes;
    unsigned long orders; /* that are run */
    unsigned long all;    /* of all stores */
};

static struct program programs[] = {
    {"two stores, not read", {"s0", "s0"}, 0, 1, 1, 2},
    {"four stores, not read", {"s0", "s0", "s0", "s0"}, 0, 1, 1, 24},
    {"two stores, read after", {"s0", "s0"}, 1, 2, 2, 2},
    {"three stores, read after", {"s0", "s0", "s0"}, 1, 3, 4, 6},
    {"four stores, read after", {"s0", "s0", "s0", "s0"}, 1, 4, 8, 24},
    {"five stores, read after", {"s0", "s0", "s0", "s0", "s0"}, 1, 5, 16, 120},
    {"two each, not read", {"s0s0", "s0s0"}, 0, 1, 1, 6},
    {"of three places, not read", {"s0s1", "s1s2", "s2s0"}, 0, 1, 1, 7},
    {"each order is seen", {"l0", "s0", "s0"}, 1, 2, 6, 6},
    {"updates read", {"a0", "a0", "a0"}, 0, 1, 6, 6},
    {"halves of a word", {"h0", "h1"}, 0, 1, 1, 1},
    {"plain stores, not read", {"w0", "w0", "w0", "w0"}, 0, 1, 1, 24},
    {"plain stores, read after", {"w0", "w0", "w0", "w0"}, 1, 4, 8, 24},
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

static enum operation operation_of(char letter)
{
    switch (letter) {
    case 's':
        return ATOMIC_STORE;
    case 'l':
        return ATOMIC_LOAD;
    case 'a':
        return ATOMIC_ADD;
    case 'h':
        return STORE_HALF;
    default:
        return WRITE;
    }
}

struct part {
    const char *steps;
    long value;
};

static void *carry_out(void *argument)
{
    const struct part *part = argument;
    for (const char *step = part->steps; *step != '\0'; step += 2) {
        operation_do(operation_of(step[0]), step[1] - '0', part->value);
    }
    return NULL;
}

static long run(void *argument)
{
    const struct program *program = argument;
    pthread_t threads[MOST_THREADS];
    struct part parts[MOST_THREADS];
    int count = 0;
    operations_begin(MOST_THREADS, NEEDS_ALL);
    while (count < MOST_THREADS && program->threads[count] != NULL) {
        parts[count] = (struct part){program->threads[count], count + 1};
        pthread_create(&threads[count], NULL, carry_out, &parts[count]);
        count++;
    }
    while (count > 0) {
        pthread_join(threads[--count], NULL);
    }
    return operations_end(program->read_at_end);
}

ParameterizedTestParameters(stores, orders)
{
    static int all[PROGRAMS];
    for (int i = 0; i < PROGRAMS; i++) {
        all[i] = i;
    }
    return cr_make_param_array(int, all, PROGRAMS);
}

ParameterizedTest(int *which, stores, orders)
{
    struct program *program = &programs[*which];
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    for (int each = 0; each < 2; each++) {
        const unsigned long orders = each == 1 ? program->all : program->orders;
        options.each_write_order = each == 1;
        struct interleave_result *result = interleave_explore(run, program, &options);
        cr_expect_eq(result->outcome_count, program->outcomes, "%s: %zu outcomes", program->name,
                     result->outcome_count);
        cr_expect(result->executions == orders, "%s: %lu executions (%lu redundant), not %lu",
                  program->name, result->executions, result->redundant, orders);
        interleave_release(result);
    }
}

/* -- where executions begin -- */

/* Two threads load and store; nothing else is made before, which couldn't be put back. */
static long load_and_store(void)
{
    static struct part parts[] = {{"l0s0l0s0l0s0", 1}, {"l0s0l0s0l0s0", 2}};
    pthread_t threads[2];
    operations_begin(2, operations_needs(ATOMIC_LOAD) | operations_needs(ATOMIC_STORE));
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, carry_out, &parts[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return operations_end(1);
}

static long print_at_the_end(void *argument)
{
    (void)argument;
    const long result = load_and_store();
    printf("%ld\n", result);
    return result;
}

/* Of the numbers that are drawn, nothing is kept. */
static long draw_at_the_end(void *argument)
{
    (void)argument;
    const long result = load_and_store();
    return result * 2 + rand() % 2;
}

static struct interleave_result *prove(long (*function)(void *), bool from_start)
{
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    options.from_start = from_start;
    return interleave_explore(function, NULL, &options);
}

/* All but the first begin at a mark, as long as all that they do can be put back. */
Test(stores, executions_begin_where_they_differ)
{
    struct interleave_result *marks = prove(print_at_the_end, false);
    struct interleave_result *start = prove(print_at_the_end, true);
    cr_expect_eq(marks->verdict, INTERLEAVE_PROVED);
    cr_expect_eq(marks->resumed, marks->executions - 1, "%lu of %lu", marks->resumed,
                 marks->executions);
    cr_expect_eq(start->resumed, 0);
    cr_expect_eq(marks->executions, start->executions);
    cr_expect_eq(marks->events, start->events);
    cr_expect_eq(marks->outcome_count, start->outcome_count);
    interleave_release(marks);
    interleave_release(start);
}

Test(stores, what_cant_be_put_back_begins_at_main)
{
    struct interleave_result *marks = prove(draw_at_the_end, false);
    struct interleave_result *start = prove(draw_at_the_end, true);
    cr_expect_eq(marks->resumed, 0);
    cr_expect_eq(marks->executions, start->executions);
    cr_expect_eq(marks->outcome_count, start->outcome_count);
    interleave_release(marks);
    interleave_release(start);
}

/* What was gone back to is what an execution from main has there; if not, the process ends. */
Test(stores, marks_are_as_from_main)
{
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    options.compare_marks = true;
    struct interleave_result *result = interleave_explore(print_at_the_end, NULL, &options);
    cr_expect_eq(result->verdict, INTERLEAVE_PROVED);
    cr_expect_gt(result->resumed, 0);
    interleave_release(result);
}
