/*
 * test_system.c - the proof held against brute force, as in test_oracle.c, on generated programs in
 * which threads are interrupted by signals, cancelled, and meet at pipes, eventfd and weak
 * exchanges. The same variables say what is made of it; brute force takes longer here, so there are
 * fewer programs of each sort, and they may be larger.
 */
#include "system.h"
#include "ways.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 3, MOST_STEPS = 8 };

struct step {
    enum system_operation operation;
    int which;
    long value;
};

struct program {
    int threads;
    bool handler_posts;
    int steps[MOST_THREADS];
    struct step step[MOST_THREADS][MOST_STEPS];
};

static const struct sort {
    const char *name;
    int threads, steps;
    const char *of; /* letters of the operations */
    int one_of;     /* so many programs is tried, as brute force takes long */
} sorts[] = {
    {"weak exchanges", 2, 5, "wwls", 1},
    {"weak exchanges, three threads", 3, 4, "wwa", 1},
    {"signals", 2, 5, "klas", 3},
    {"signals, three threads", 3, 3, "kla", 10},
    {"signals to the process", 2, 3, "Kla", 10},
    {"signals that are blocked", 2, 5, "kBUl", 1},
    {"signals, and semaphore", 2, 4, "kkpg", 1},
    {"signals, and semaphore, three threads", 3, 3, "kpg", 10},
    {"cancelled", 2, 5, "cpgl", 1},
    {"cancelled, three threads", 3, 4, "cpg", 5},
    {"cancelled while it joins", 3, 5, "cJJl", 2},
    {"cancelled, or not", 2, 5, "cDVpl", 1},
    {"signals, and cancelled", 2, 4, "ckpg", 3},
    {"pipe", 2, 5, "WRl", 1},
    {"pipe, three threads", 3, 4, "WR", 1},
    {"eventfd", 2, 5, "Eel", 1},
    {"eventfd, three threads", 3, 4, "Ee", 1},
    {"pipe, eventfd, and signals", 2, 4, "WREek", 1},
    {"pipe, and cancelled", 2, 4, "WRc", 1},
    {"pipe that is closed", 2, 5, "WRRxXl", 1},
    {"pipe that is closed, three threads", 3, 4, "WRxX", 3},
    {"signals that interrupt handlers", 2, 3, "kjl", 3},
    {"futex", 2, 5, "fFl", 1},
    {"futex, three threads", 3, 4, "fF", 3},
    {"futex that nothing else tells of", 2, 5, "nNl", 1},
    {"futex that nothing else tells of, three threads", 3, 4, "nNa", 1},
    {"signals to the process, and blocked", 2, 3, "KBU", 8},
};
enum { SORTS = sizeof sorts / sizeof *sorts };

static uint64_t random_state;

static int below(int limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((random_state >> 33) % (uint64_t)limit);
}

static enum system_operation operation_of(char letter)
{
    static const struct {
        char letter;
        enum system_operation operation;
    } all[] = {{'l', SYSTEM_LOAD},          {'s', SYSTEM_STORE},       {'a', SYSTEM_ADD},
               {'w', SYSTEM_WEAK_SWAP},     {'p', SYSTEM_TAKE},        {'g', SYSTEM_GIVE},
               {'k', SYSTEM_SEND},          {'B', SYSTEM_BLOCK},       {'U', SYSTEM_UNBLOCK},
               {'c', SYSTEM_CANCEL},        {'K', SYSTEM_SEND_TO_ALL}, {'D', SYSTEM_DISABLE},
               {'V', SYSTEM_ENABLE},        {'W', SYSTEM_WRITE},       {'R', SYSTEM_READ},
               {'E', SYSTEM_EVENT_ADD},     {'e', SYSTEM_EVENT_TAKE},  {'x', SYSTEM_CLOSE_READING},
               {'X', SYSTEM_CLOSE_WRITING}, {'j', SYSTEM_SEND_OTHER},  {'f', SYSTEM_FUTEX_WAIT},
               {'F', SYSTEM_FUTEX_WAKE},    {'J', SYSTEM_JOIN},        {'n', SYSTEM_FUTEX_SLEEP},
               {'N', SYSTEM_FUTEX_ROUSE}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].letter == letter) {
            return all[i].operation;
        }
    }
    abort();
}

static void make(const struct sort *sort, unsigned long seed, struct program *program)
{
    memset(program, 0, sizeof *program);
    random_state = seed * 0x9e3779b97f4a7c15u + 1;
    below(2);
    program->threads = sort->threads;
    program->handler_posts = below(2) == 1;
    const int kinds = (int)strlen(sort->of);
    for (int i = 0; i < sort->steps; i++) {
        const int thread = i < sort->threads ? i : below(sort->threads);
        program->step[thread][program->steps[thread]++] = (struct step){
            operation_of(sort->of[below(kinds)]), below(2), 1 + thread * 3 + below(2)};
    }
}

struct part {
    const struct program *program;
    int thread;
    long seen;
};

static void *carry_out(void *argument)
{
    struct part *part = argument;
    for (int i = 0; i < part->program->steps[part->thread]; i++) {
        const struct step *step = &part->program->step[part->thread][i];
        part->seen = part->seen * 31 + 1 +
                     system_do(step->operation, step->which, step->value, part->thread);
    }
    return NULL;
}

/* Joined from the last one on: none sends anything to a thread that was joined. */
static long run(void *argument)
{
    const struct program *program = argument;
    static struct part parts[MOST_THREADS];
    pthread_t threads[MOST_THREADS];
    system_begin(program->handler_posts);
    for (int i = 0; i < program->threads; i++) {
        parts[i] = (struct part){program, i, 0};
        pthread_create(&threads[i], NULL, carry_out, &parts[i]);
        system_thread(i, threads[i]);
    }
    long all = 0;
    for (int i = program->threads - 1; i >= 0; i--) {
        void *result = NULL;
        if (i > 0 || !system_has_joined()) {
            pthread_join(threads[i], &result);
        }
        all = all * 1000003 + parts[i].seen * 2 + (result == PTHREAD_CANCELED);
    }
    return all * 1000003 + system_end();
}

static void tell(const struct program *program)
{
    for (int i = 0; i < program->threads; i++) {
        fprintf(stderr, "  thread %d:", i);
        for (int j = 0; j < program->steps[i]; j++) {
            fprintf(stderr, " %d(%d);", (int)program->step[i][j].operation,
                    program->step[i][j].which);
        }
        fputc('\n', stderr);
    }
}

/* All ways in which nobody can go on are one. */
static unsigned failures_of(const struct interleave_result *result)
{
    unsigned all = 0;
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        if (result->found[i].schedule != NULL) {
            const bool waits = i == INTERLEAVE_LOST_WAKEUP || i == INTERLEAVE_LIVELOCK;
            all |= 1u << (waits ? INTERLEAVE_DEADLOCK : i);
        }
    }
    return all;
}

/* After a misuse, not each outcome beside it is looked for. */
static bool same(const struct interleave_result *brute, const struct interleave_result *proof)
{
    const unsigned misuse = 1u << INTERLEAVE_MUTEX_MISUSE;
    if ((failures_of(brute) & failures_of(proof) & misuse) != 0) {
        return true;
    }
    bool equal =
        failures_of(brute) == failures_of(proof) && brute->outcome_count == proof->outcome_count;
    for (size_t i = 0; i < brute->outcome_count && equal; i++) {
        equal = brute->outcomes[i].value == proof->outcomes[i].value;
    }
    return equal;
}

/* 1: the same, 0: more than so many executions by brute force, -1: they differ. */
static int compare(const struct sort *sort, unsigned long seed, unsigned long most)
{
    struct program program;
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    make(sort, seed, &program);
    if (getenv("RACETRACK_ORACLE_WAYS") != NULL) {
        unsigned long ignored = 0;
        options.mode = INTERLEAVE_PROVE;
        options.max_executions = (long)most;
        return ways_agree(run, &program, &options, &ignored) ? 1 : -1;
    }
    options.mode = INTERLEAVE_BRUTE;
    options.max_executions = (long)most;
    struct interleave_result *brute = interleave_explore(run, &program, &options);
    if (brute->executions >= most) {
        interleave_release(brute);
        return 0;
    }
    options.mode = INTERLEAVE_PROVE;
    struct interleave_result *proof = interleave_explore(run, &program, &options);
    bool equal = same(brute, proof);
    if (equal && seed % WAYS_EACH == 0) {
        unsigned long resumed = 0;
        equal = ways_agree(run, &program, &options, &resumed);
    }
    if (!equal) {
        fprintf(stderr,
                "%s, seed %lu: brute force %lu executions, %zu outcomes, failures %x; proof %lu "
                "executions, %zu outcomes, failures %x\n",
                sort->name, seed, brute->executions, brute->outcome_count, failures_of(brute),
                proof->executions, proof->outcome_count, failures_of(proof));
        tell(&program);
    }
    interleave_release(brute);
    interleave_release(proof);
    return equal ? 1 : -1;
}

static unsigned long number_in(const char *variable, unsigned long otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

ParameterizedTestParameters(system, proof_and_brute_force_agree)
{
    static int all[SORTS];
    for (int i = 0; i < SORTS; i++) {
        all[i] = i;
    }
    return cr_make_param_array(int, all, SORTS);
}

ParameterizedTest(int *which, system, proof_and_brute_force_agree)
{
    const int one_of = sorts[*which].one_of;
    const unsigned long programs =
        number_in("RACETRACK_ORACLE_PROGRAMS", 40) / (unsigned long)one_of + 1;
    const unsigned long seed = number_in("RACETRACK_ORACLE_SEED", 1);
    const unsigned long most = number_in("RACETRACK_ORACLE_MOST", 200000);
    const char *const only = getenv("RACETRACK_ORACLE_SORT");
    unsigned long compared = 0, differ = 0;
    if (only != NULL && strstr(sorts[*which].name, only) == NULL) {
        return;
    }
    for (unsigned long i = 0; i < programs; i++) {
        const int outcome = compare(&sorts[*which], seed + i, most);
        compared += outcome != 0;
        differ += outcome < 0;
    }
    if (getenv("RACETRACK_ORACLE_PROGRAMS") != NULL) {
        fprintf(stderr, "%-45s %5lu made %5lu compared %3lu differ\n", sorts[*which].name, programs,
                compared, differ);
    }
    cr_expect_eq(differ, 0, "%s: %lu of %lu programs differ", sorts[*which].name, differ, compared);
    cr_expect_gt(compared, programs / 2, "%s: only %lu of %lu programs are small enough",
                 sorts[*which].name, compared, programs);
}
