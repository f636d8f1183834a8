/*
 * test_sections.c - critical sections that commute are one order: of programs of which it is known
 * how many orders there are, the proof runs that many. What it finds is held against brute force in
 * test_oracle.c.
 */
#include "operations.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>

enum { MOST_THREADS = 3 };

/* Each thread's steps, a letter and a digit each: l lock and u unlock of that mutex; r read,
 * w write and i increment of that variable; a atomic add, L atomic load; x destroy of that mutex.
 */
struct program {
    const char *name;
    const char *threads[MOST_THREADS];
    enum interleave_failure failure;
    unsigned long orders; /* of sections that don't commute; 0: not asked */
    unsigned long all;    /* of all sections */
};

static struct program programs[] = {
    {"each its own", {"l0i0u0", "l0i1u0", "l0i2u0"}, INTERLEAVE_RIGHT, 1, 6},
    {"all the same", {"l0i0u0", "l0i0u0", "l0i0u0"}, INTERLEAVE_RIGHT, 6, 6},
    {"all read", {"l0r0u0", "l0r0u0", "l0r0u0"}, INTERLEAVE_RIGHT, 1, 6},
    {"one writes", {"l0w0u0", "l0r0u0", "l0r0u0"}, INTERLEAVE_RIGHT, 4, 6},
    {"two of three", {"l0i0u0", "l0i0u0", "l0i1u0"}, INTERLEAVE_RIGHT, 2, 6},
    {"a chain", {"l0i0u0", "l0i0i1u0", "l0i1u0"}, INTERLEAVE_RIGHT, 4, 6},
    {"an atomic each", {"l0a0u0", "l0a1u0"}, INTERLEAVE_RIGHT, 1, 2},
    {"the same atomic", {"l0a0u0", "l0a0u0", "l0a0u0"}, INTERLEAVE_RIGHT, 6, 6},
    {"atomics are read", {"l0L0u0", "l0L0u0", "l0L0u0"}, INTERLEAVE_RIGHT, 1, 6},
    {"an atomic outside, too", {"l0a0u0", "a0"}, INTERLEAVE_RIGHT, 2, 2},
    {"two atomics inside", {"l0a0a1u0", "l0a2u0"}, INTERLEAVE_RIGHT, 2, 2},
    {"two atomics, one outside between", {"l0a0a1u0", "a0a1"}, INTERLEAVE_RIGHT, 4, 4},
    {"a lock inside", {"l0l1i0u1u0", "l0i1u0"}, INTERLEAVE_RIGHT, 2, 2},
    {"handed over", {"w2l0i0u0", "l0i0u0"}, INTERLEAVE_RIGHT, 2, 2},
    {"a race in one order only", {"w2l0i0u0", "l0i1u0w2"}, INTERLEAVE_DATA_RACE, 0, 0},
    {"a lock each for one variable", {"l0i0u0", "l1i0u1"}, INTERLEAVE_DATA_RACE, 0, 0},
    {"destroyed in one order only", {"l0i0u0x0", "l0i1u0"}, INTERLEAVE_MUTEX_MISUSE, 0, 0},
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

static enum operation operation_of(char letter)
{
    switch (letter) {
    case 'l':
        return LOCK;
    case 'u':
        return UNLOCK;
    case 'r':
        return READ;
    case 'w':
        return WRITE;
    case 'i':
        return INCREMENT;
    case 'a':
        return ATOMIC_ADD;
    case 'L':
        return ATOMIC_LOAD;
    default:
        return DESTROY;
    }
}

static void *carry_out(void *argument)
{
    for (const char *step = argument; *step != '\0'; step += 2) {
        operation_do(operation_of(step[0]), step[1] - '0', 1);
    }
    return NULL;
}

static long run(void *argument)
{
    const struct program *program = argument;
    pthread_t threads[MOST_THREADS];
    int count = 0;
    operations_begin(MOST_THREADS, NEEDS_ALL);
    while (count < MOST_THREADS && program->threads[count] != NULL) {
        pthread_create(&threads[count], NULL, carry_out, (void *)program->threads[count]);
        count++;
    }
    while (count > 0) {
        pthread_join(threads[--count], NULL);
    }
    return operations_end(VARIABLES);
}

ParameterizedTestParameters(sections, orders)
{
    static int all[PROGRAMS];
    for (int i = 0; i < PROGRAMS; i++) {
        all[i] = i;
    }
    return cr_make_param_array(int, all, PROGRAMS);
}

ParameterizedTest(int *which, sections, orders)
{
    struct program *program = &programs[*which];
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    for (int each = 0; each < 2; each++) {
        const unsigned long orders = each == 1 ? program->all : program->orders;
        options.each_lock_order = each == 1;
        struct interleave_result *result = interleave_explore(run, program, &options);
        cr_expect_eq(result->failure, program->failure, "%s: %s", program->name, result->message);
        cr_expect(orders == 0 || result->executions == orders, "%s: %lu executions, not %lu",
                  program->name, result->executions, orders);
        interleave_release(result);
    }
}
