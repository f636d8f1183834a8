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
    char name[48];
    char program[TEXT];
    long outcome; /* the one that it is about */
    bool allowed;
    char source[TEXT];
};

/* TOPLAS 2014: Alglave, Maranget, Tautschnig, "Herding cats", the names and the tests' use. PLDI
 * 2017: Lahav et al., see axioms.c. */
static struct litmus classics[] = {
    {"SB", "x=1 y? | y=1 x?", 110, true,
     "C17 7.17.3: nothing orders relaxed operations on two objects"},
    {"SB acquire release", "x=1l y?a | y=1l x?a", 110, true,
     "C17 7.17.3: acquire and release pair up on one object only"},
    {"SB seq_cst", "x=1s y?s | y=1s x?s", 110, false, "C17 7.17.3p6: all are in one order"},
    {"SB seq_cst, one relaxed", "x=1s y?s | y=1 x?s", 110, true,
     "PLDI 2017 3: psc relates seq_cst operations alone"},
    {"SB fences", "x=1 fs y? | y=1 fs x?", 110, false, "C17 7.17.3p10"},
    {"SB one fence", "x=1 fs y? | y=1 x?", 110, true, "C17 7.17.3p10 wants one on both sides"},
    {"SB fence and seq_cst", "x=1 fs y? | y=1s x?s", 110, false, "C17 7.17.3p8 and p9"},
    {"SB acquire fences", "x=1 fq y? | y=1 fq x?", 110, true, "C17 7.17.4p3"},
    {"SB updates", "x+1q y? | y+1q x?", 110, true, "PLDI 2017 3: an update orders nothing else"},
    {"MP", "x=1 y=1 | y? x?", 10110, true, "C17 5.1.2.4p17: no happens-before"},
    {"MP release acquire", "x=1 y=1l | y?a x?", 10110, false, "C17 7.17.3p3"},
    {"MP release alone", "x=1 y=1l | y? x?", 10110, true, "C17 7.17.3p3 wants both"},
    {"MP acquire alone", "x=1 y=1 | y?a x?", 10110, true, "C17 7.17.3p3 wants both"},
    {"MP fences", "x=1 fl y=1 | y? fa x?", 10110, false, "C17 7.17.4p2"},
    {"MP release fence, acquire load", "x=1 fl y=1 | y?a x?", 10110, false, "C17 7.17.4p4"},
    {"MP release store, acquire fence", "x=1 y=1l | y? fa x?", 10110, false, "C17 7.17.4p3"},
    {"MP seq_cst data, relaxed flag", "x=1s y=1 | y? x?s", 10110, true,
     "PLDI 2017 3: rf of relaxed operations is not in psc"},
    {"MP own store after release", "x=1 y=1l y=2 | y?a x?", 20120, false, "C17 5.1.2.4p10"},
    {"MP update after release", "x=1 y=1l | y+1 | y?a x?", 120120, false, "C17 5.1.2.4p10"},
    {"MP store of another after release", "x=1 y=1l | y=2 | y?a x?", 20120, true, "C17 5.1.2.4p10"},
    {"MP update of another, overwritten", "x=1 y+1l | y=5 | y?a x?", 50150, true, "C17 5.1.2.4p10"},
    {"MP two stores, overwritten", "x=1 y=1l y=2 | y=3 | y?a x?", 30130, true, "C17 5.1.2.4p10"},
    {"LB", "x? y=1 | y? x=1", 11110, false,
     "PLDI 2017 3, no thin air: stricter than C17, which allows it"},
    {"CoRR", "x=1 | x? x?", 10100, false, "C17 5.1.2.4p16"},
    {"CoRR of two", "x=1 | x=2 | x? x? | x? x?", 1221200, false, "C17 5.1.2.4p7"},
    {"CoWR", "x=1 x? | x=2", 2100, false, "C17 5.1.2.4p18"},
    {"CoRW", "x? x=1 | x=2", 2200, false, "C17 5.1.2.4p17"},
    {"CoRW own", "x? x=1", 1100, false, "C17 5.1.2.4p17"},
    {"CoWW", "x=1 x=2", 100, false, "C17 5.1.2.4p15"},
    {"2+2W", "x=1 y=2 | y=1 x=2", 110, true,
     "TOPLAS 2014: modification orders of two objects are independent"},
    {"2+2W release", "x=1l y=2l | y=1l x=2l", 110, true, "PLDI 2017 3: nobody acquires"},
    {"2+2W seq_cst", "x=1s y=2s | y=1s x=2s", 110, false, "C17 7.17.3p6"},
    {"2+2W fences", "x=1 fs y=2 | y=1 fs x=2", 110, false, "PLDI 2017 3, psc over fences"},
    {"R", "x=1 y=1 | y=2 x?", 120, true, "TOPLAS 2014"},
    {"R seq_cst", "x=1s y=1s | y=2s x?s", 120, false, "C17 7.17.3p6"},
    {"R seq_cst, one relaxed", "x=1 y=1s | y=2s x?s", 120, true, "PLDI 2017 3: x=1 is not in psc"},
    {"R fences", "x=1 fs y=1 | y=2 fs x?", 120, false, "PLDI 2017 3, psc over fences"},
    {"S", "x=2 y=1 | y? x=1", 1210, true, "TOPLAS 2014"},
    {"S release acquire", "x=2 y=1l | y?a x=1", 1210, false, "C17 5.1.2.4p15"},
    {"ISA2", "x=1 y=1 | y? z=1 | z? x?", 110111, true, "TOPLAS 2014"},
    {"ISA2 release acquire", "x=1 y=1l | y?a z=1l | z?a x?", 110111, false,
     "C17 5.1.2.4p18: happens-before is transitive"},
    {"ISA2 one relaxed", "x=1 y=1l | y? z=1l | z?a x?", 110111, true, "C17 7.17.3p3"},
    {"WRC", "x=1 | x? y=1 | y? x?", 110110, true, "TOPLAS 2014"},
    {"WRC release acquire", "x=1 | x? y=1l | y?a x?", 110110, false, "C17 5.1.2.4p16"},
    {"IRIW", "x=1 | y=1 | x? y? | y? x?", 1010110, true, "TOPLAS 2014"},
    {"IRIW release acquire", "x=1l | y=1l | x?a y?a | y?a x?a", 1010110, true, "TOPLAS 2014"},
    {"IRIW seq_cst", "x=1s | y=1s | x?s y?s | y?s x?s", 1010110, false, "C17 7.17.3p6"},
    {"IRIW fences", "x=1 | y=1 | x? fs y? | y? fs x?", 1010110, false,
     "PLDI 2017 2.2: fences are strong"},
    {"IRIW acquire, seq_cst", "x=1s | x?a y?s | y?a x?s | y=1s", 1010110, true,
     "PLDI 2017 2.1: weaker than C17, to be implementable"},
    {"RWC fences", "x=1 | x? fs y? | y=1 fs x?", 100110, false, "PLDI 2017 2.2: stronger than C17"},
    {"Z6.U", "x=1s y=1l | y+1s y? | y=3s x?s", 130130, true,
     "PLDI 2017 2.1: weaker than C17, to be implementable"},
    {"Z6.U with y seq_cst", "x=1s y=1s | y+1s y? | y=3s x?s", 130130, false, "PLDI 2017 3"},
    {"operations on one location in a row", "z+1q y+1s z+1q | z+1q z=2s | z=1s y?s", 120011, true,
     "PLDI 2017 3: scb has no hb that begins or ends at its own location"},
    {"two updates", "x+1 | x+1", 100, false, "C17 7.17.3p12"},
    {"update between", "x=1 | x+2", 1300, true, "C17 7.17.3p12: it reads what comes before"},
    {"update over stale", "x=1 y+1 | y=1 x+1", 110, true,
     "PLDI 2017 3: both read 0 and come before the stores"},
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
            program->at[thread][program->count[thread]++] =
                (struct operation_at){operation, location, stored, order_for(operation, style)};
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
