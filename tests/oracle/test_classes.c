/*
 * test_classes.c - how many executions a proof needs, of programs of which it is known how many
 * classes there are: steps at neighbours in eight bytes, compare-exchanges and tries that fail,
 * loops that wait, sections with atomic operations in them. That what is left out shows nothing new
 * is held against brute force in test_oracle.c.
 */
#include "operations.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>

enum { MOST_THREADS = 5 };

/*
 * Each thread's steps, a letter and a digit each: s store of 1, 2, 3, … to and L load of that
 * atomic variable, a add to it, z exchange if it is 0, c if it is 1, p loop until it is 4 or more,
 * b the same behind a load of it, e until the first two are not 0, w until it is not 0, R load and
 * x store relaxed; h store to and H load of that half of another, A add to it; l lock, u unlock and
 * t try of that mutex; r read of that plain variable.
 */
struct program {
    const char *name;
    const char *threads[MOST_THREADS];
    bool main_locks; /* mutex 0, while the threads run */
    unsigned long executions;
};

static struct program programs[] = {
    {"neighbours are stored", {"h0", "h1"}, false, 1},
    {"neighbours are updated", {"A0A0", "A1A1"}, false, 1},
    {"loads and stores of neighbours", {"H0h1", "H1h0"}, false, 3},
    {"the same half", {"A0", "A0", "A0"}, false, 6},
    {"two at the one, two at the other half", {"A0", "A0", "A1", "A1"}, false, 4},
    {"exchanges that fail", {"c0", "c0", "c0"}, false, 1},
    {"exchanges that fail, and loads", {"c0", "L0", "c0", "L0"}, false, 1},
    {"an exchange that succeeds", {"z0", "c0", "c0"}, false, 5},
    {"the first of them succeeds", {"z0", "z0", "z0"}, false, 3},
    {"tries of what is held", {"t0", "t0", "t0", "t0", "t0"}, true, 1},
    {"a loop over four values", {"p0", "s0s0s0s0"}, false, 1},
    {"two loops over them", {"p0", "p0", "s0s0s0s0"}, false, 1},
    {"a loop behind a load", {"b0", "s0s0s0s0"}, false, 5},
    {"a loop on one value", {"w0", "s0"}, false, 1},
    {"a loop for each of two", {"e0", "s0", "s1"}, false, 1},
    {"a loop for each of two, on three values", {"e0", "s0s0s0", "s1s1s1"}, false, 9},
    {"sections with a load", {"l0L0u0", "l0L0u0", "l0L0u0", "l0L0u0"}, false, 1},
    {"sections with a load, one adds", {"l0L0u0", "l0L0u0", "l0a0u0"}, false, 4},
    {"sections with two loads", {"l0L0L1u0", "l0L0L1u0"}, false, 2},
    {"sections with a relaxed load", {"l0R0u0", "l0R0u0", "l0R0u0", "l0R0u0"}, false, 1},
    {"sections with a relaxed load, one stores", {"l0R0u0", "l0R0u0", "l0x0u0"}, false, 4},
    {"sections with relaxed stores to two", {"l0x0u0", "l0x1u0"}, false, 1},
    {"store buffering", {"x0R1", "x1R0"}, false, 4},
    {"the same from sections of two locks, one seen twice", {"x0l0R1u0", "x1l1R0u1"}, false, 5},
    {"the same in a ring of three", {"x0R1", "x1R2", "x2R0"}, false, 8},
    {"two read two independent stores", {"x0", "x1", "R0R1", "R1R0"}, false, 16},
    {"sections beside a weaker load", {"l0r0u0R1", "l0r0u0R1", "l0r0u0R1"}, false, 1},
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

static enum operation operation_of(char letter)
{
    switch (letter) {
    case 's':
        return ATOMIC_STORE;
    case 'L':
        return ATOMIC_LOAD;
    case 'R':
        return ATOMIC_LOAD_RELAXED;
    case 'x':
        return ATOMIC_STORE_RELAXED;
    case 'a':
        return ATOMIC_ADD;
    case 'z':
        return ATOMIC_SWAP_IF_0;
    case 'c':
        return SWAP_IF_SAME;
    case 'p':
        return AWAIT_MORE;
    case 'b':
        return AWAIT_AFTER_LOAD;
    case 'e':
        return AWAIT_EACH;
    case 'w':
        return AWAIT;
    case 'h':
        return STORE_HALF;
    case 'H':
        return LOAD_HALF;
    case 'A':
        return ADD_HALF;
    case 'l':
        return LOCK;
    case 'u':
        return UNLOCK;
    case 't':
        return TRY;
    default:
        return READ;
    }
}

static void *carry_out(void *argument)
{
    long stored = 0;
    for (const char *step = argument; *step != '\0'; step += 2) {
        const enum operation operation = operation_of(step[0]);
        stored += operation == ATOMIC_STORE;
        operation_do(operation, step[1] - '0', operation == ATOMIC_STORE ? stored : 1);
    }
    return NULL;
}

static long run(void *argument)
{
    const struct program *program = argument;
    pthread_t threads[MOST_THREADS];
    int count = 0;
    operations_begin(MOST_THREADS, NEEDS_ALL);
    if (program->main_locks) {
        operation_do(LOCK, 0, 0);
    }
    while (count < MOST_THREADS && program->threads[count] != NULL) {
        pthread_create(&threads[count], NULL, carry_out, (void *)program->threads[count]);
        count++;
    }
    while (count > 0) {
        pthread_join(threads[--count], NULL);
    }
    if (program->main_locks) {
        operation_do(UNLOCK, 0, 0);
    }
    return 0;
}

ParameterizedTestParameters(classes, executions)
{
    static int all[PROGRAMS];
    for (int i = 0; i < PROGRAMS; i++) {
        all[i] = i;
    }
    return cr_make_param_array(int, all, PROGRAMS);
}

ParameterizedTest(int *which, classes, executions)
{
    struct program *program = &programs[*which];
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    struct interleave_result *result = interleave_explore(run, program, &options);
    cr_expect_eq(result->verdict, INTERLEAVE_PROVED, "%s: %s", program->name, result->message);
    cr_expect_eq(result->executions, program->executions,
                 "%s: %lu executions (%lu redundant), not %lu", program->name, result->executions,
                 result->redundant, program->executions);
    interleave_release(result);
}
