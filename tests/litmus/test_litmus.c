/*
 * test_litmus.c - does the explorer allow what C's memory model allows, and nothing else?
 *
 * The classic litmus tests, each with the outcome that it is about and whether RC11 allows it; then
 * all their outcomes, and those of programs made from seeds, against the axioms (axioms.c). Proof,
 * and brute force where it is quick enough, must both find exactly what the axioms allow.
 *
 * RACETRACK_LITMUS_PROGRAMS says how many are made, RACETRACK_LITMUS_SEED where to begin.
 */
#include "program.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 160, MOST_BRUTE = 20000 };

/* -- a program as it runs -- */

struct part {
    const struct program *program;
    int thread;
    long read[MOST_OPERATIONS];
};

static void *carry_out(void *argument)
{
    struct part *part = argument;
    for (int i = 0; i < part->program->count[part->thread]; i++) {
        const struct operation_at *at = &part->program->at[part->thread][i];
        part->read[i] = operation_do(at->operation, at->location, at->value, at->order);
    }
    return NULL;
}

static long run(void *argument)
{
    const struct program *program = argument;
    struct part parts[MOST_THREADS] = {{0}};
    pthread_t threads[MOST_THREADS];
    long outcome = 0;
    operations_begin();
    for (int i = 0; i < program->threads; i++) {
        parts[i] = (struct part){.program = program, .thread = i};
        pthread_create(&threads[i], NULL, carry_out, &parts[i]);
    }
    for (int i = 0; i < program->threads; i++) {
        pthread_join(threads[i], NULL);
        for (int j = 0; j < program->count[i]; j++) {
            const enum operation operation = program->at[i][j].operation;
            if (operation == LOAD || operation == UPDATE) {
                outcome = outcome * 10 + parts[i].read[j];
            }
        }
    }
    for (int i = 0; i < LOCATIONS; i++) {
        outcome = outcome * 10 + operations_final(i);
    }
    return outcome;
}

/* -- compared -- */

static void list(const struct outcomes *outcomes, const struct interleave_result *result)
{
    fprintf(stderr, "  allowed:");
    for (size_t i = 0; i < outcomes->count; i++) {
        fprintf(stderr, " %ld", outcomes->value[i]);
    }
    fprintf(stderr, "\n  found:  ");
    for (size_t i = 0; i < result->outcome_count; i++) {
        fprintf(stderr, " %ld", result->outcomes[i].value);
    }
    fprintf(stderr, "\n");
}

/* Explores the program in that mode: the outcomes must be those allowed. */
static bool agrees(struct program *program, enum interleave_mode mode,
                   const struct outcomes *allowed, unsigned long *executions)
{
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = mode;
    options.max_executions = MOST_BRUTE;
    struct interleave_result *result = interleave_explore(run, program, &options);
    *executions = result->executions + result->redundant;
    bool same = result->outcome_count == allowed->count;
    for (size_t i = 0; same && i < allowed->count; i++) {
        same = result->outcomes[i].value == allowed->value[i];
    }
    if (result->executions >= MOST_BRUTE) {
        same = true; /* too large for this mode: nothing is said */
        *executions = 0;
    }
    if (!same) {
        char text[TEXT];
        program_write(program, text, sizeof text);
        fprintf(stderr, "%s: %s: %lu executions\n", text,
                mode == INTERLEAVE_PROVE ? "proof" : "brute force", *executions);
        list(allowed, result);
    }
    interleave_release(result);
    return same;
}

/* -- the classics -- */

struct litmus {
    char name[32];
    char program[TEXT];
    long outcome; /* the one that it is about */
    bool allowed;
    char source[TEXT];
};

#define PLDI "Lahav et al., PLDI 2017, "
#define HERD "Alglave et al., Herding Cats, TOPLAS 2014, "

static struct litmus classics[] = {
    {"SB", "x=1 y? | y=1 x?", 110, true, "C17 7.17.3"},
    {"SB, seq_cst", "x=1s y?s | y=1s x?s z=1", 111, false, "C17 7.17.3"},
    {"SB, fences", "x=1 fs y? | y=1 fs x?", 110, false, "C17 7.17.3"},
};

ParameterizedTestParameters(litmus, classic)
{
    return cr_make_param_array(struct litmus, classics, sizeof classics / sizeof *classics);
}

ParameterizedTest(struct litmus *litmus, litmus, classic)
{
    struct program program;
    static struct outcomes allowed;
    unsigned long executions;
    program_read(litmus->program, &program);
    outcomes_by_axioms(&program, &allowed);
    bool found = false;
    for (size_t i = 0; i < allowed.count; i++) {
        found = found || allowed.value[i] == litmus->outcome;
    }
    cr_expect_eq(found, litmus->allowed, "%s: the axioms %s %ld, but %s", litmus->name,
                 found ? "allow" : "forbid", litmus->outcome, litmus->source);
    cr_expect(agrees(&program, INTERLEAVE_PROVE, &allowed, &executions), "%s", litmus->name);
    cr_expect(agrees(&program, INTERLEAVE_BRUTE, &allowed, &executions), "%s", litmus->name);
}

/* -- made from seeds -- */

static uint64_t random_state;

static int below(int limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((random_state >> 33) % (uint64_t)limit);
}

/* What a program is made of. Only where much is seq_cst does anything forbid what is relaxed. */
static const struct style {
    const char *operations; /* load, store, update, fence */
    const char *orders;     /* of accesses: r relaxed, p acquire or release, s seq_cst */
    const char *fences;     /* their orders: a, l or s */
} styles[] = {
    {"LLLSSSUF", "rrpps", "als"}, {"LLSS", "ssssr", ""}, {"LLSSF", "rp", "s"},
    {"LLSSF", "rs", "s"},         {"LSUU", "rps", ""},   {"LLSSF", "r", "al"},
};
enum { STYLES = sizeof styles / sizeof *styles };

static char one_of(const char *letters)
{
    return letters[below((int)strlen(letters))];
}

static memory_order order_for(enum operation operation, const struct style *style)
{
    if (operation == FENCE) {
        const char fence = one_of(style->fences);
        return fence == 's'   ? memory_order_seq_cst
               : fence == 'a' ? memory_order_acquire
                              : memory_order_release;
    }
    switch (one_of(style->orders)) {
    case 'r':
        return memory_order_relaxed;
    case 's':
        return memory_order_seq_cst;
    default:
        return operation == LOAD    ? memory_order_acquire
               : operation == STORE ? memory_order_release
                                    : memory_order_acq_rel;
    }
}

static enum operation operation_of(const struct style *style)
{
    switch (one_of(style->operations)) {
    case 'L':
        return LOAD;
    case 'S':
        return STORE;
    case 'U':
        return UPDATE;
    default:
        return FENCE;
    }
}

static void make(unsigned long seed, struct program *program)
{
    memset(program, 0, sizeof *program);
    random_state = seed * 0x9e3779b97f4a7c15u + 1;
    below(2);
    const struct style *style = &styles[below(STYLES)];
    program->threads = 2 + below(3);
    const int operations = 4 + below(4);
    const int locations = 1 + below(2) + below(2);
    long value[LOCATIONS] = {0};
    for (int i = 0; i < operations; i++) {
        const int thread = i < program->threads ? i : below(program->threads);
        const enum operation operation = operation_of(style);
        const int location = below(locations);
        const long stored = operation == STORE ? ++value[location] : operation == UPDATE ? 1 : 0;
        if (program->count[thread] < MOST_OPERATIONS) {
            program->at[thread][program->count[thread]++] = (struct operation_at){
                operation, location, stored, order_for(operation, style)};
        }
    }
}

static unsigned long number_in(const char *variable, unsigned long otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

enum { PARTS = 4 };

ParameterizedTestParameters(litmus, made)
{
    static int all[PARTS] = {0, 1, 2, 3};
    return cr_make_param_array(int, all, PARTS);
}

ParameterizedTest(int *part, litmus, made)
{
    const unsigned long programs = number_in("RACETRACK_LITMUS_PROGRAMS", 2000) / PARTS;
    const unsigned long seed =
        number_in("RACETRACK_LITMUS_SEED", 1) + (unsigned long)*part * programs;
    static struct outcomes allowed;
    unsigned long differ = 0, brute = 0, proofs = 0, executions;
    for (unsigned long i = 0; i < programs; i++) {
        struct program program;
        make(seed + i, &program);
        outcomes_by_axioms(&program, &allowed);
        differ += !agrees(&program, INTERLEAVE_PROVE, &allowed, &executions);
        proofs += executions != 0;
        if (i % 16 == 0) {
            differ += !agrees(&program, INTERLEAVE_BRUTE, &allowed, &executions);
            brute += executions != 0;
        }
    }
    cr_expect_eq(differ, 0, "%lu of %lu programs differ", differ, programs);
    cr_expect_eq(proofs, programs, "%lu of %lu programs are small enough", proofs, programs);
    cr_expect_gt(brute, programs / 32, "%lu are small enough for brute force", brute);
}
