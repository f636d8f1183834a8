/*
 * speed.c - how fast the explorer is, side by side with what it can be compared to.
 *
 *     speed RELACY [ROUNDS]
 *
 * Theory of operation. In each round every way to search runs once, one after the other, so that a
 * machine that is slow for a while is slow for all of them; told are the medians of the rounds, and
 * ratios of those. RELACY is the program from relacy.cpp; "-" leaves it out.
 *
 * Exit status: 0 measured, 2 wrong use, 3 something could not be run.
 */
#include "common/series.h"
#include "interleave/interleave.h"
#include "programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* The ways to search: ours, ours without looking for races, and Relacy's. */
enum way {
    RANDOM,
    RANDOM_BLIND,
    RANDOM_NEWEST,
    PCT,
    FIND,
    PROVE,
    RELACY_RANDOM,
    RELACY_FULL,
    WAYS
};

static const char *const names[] = {
    "random walk",
    "  without race detection",
    "  without stale loads (--sc)",
    "PCT",
    "find (fewest preemptions first)",
    "prove",
    "Relacy, random",
    "Relacy, full search",
};

static const double slice = 0.25; /* seconds of one measurement */
enum { RELACY_EXECUTIONS = 300000 };

struct measured {
    struct series executions, events; /* how many a second: kept as such */
};

/* events_each: of one execution, as the random walk has counted them. */
static int explore(const struct benched *program, enum way way, double events_each,
                   struct measured *measured)
{
    static const enum interleave_mode modes[] = {INTERLEAVE_RANDOM, INTERLEAVE_RANDOM,
                                                 INTERLEAVE_RANDOM, INTERLEAVE_PCT,
                                                 INTERLEAVE_FIND,   INTERLEAVE_PROVE};
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    double seconds = 0, executions = 0, events = 0;
    options.mode = modes[way];
    options.max_seconds = slice;
    options.ignore_races = way == RANDOM_BLIND;
    options.sequential = way == RANDOM_NEWEST;
    while (seconds < slice) {
        struct interleave_result *result = interleave_explore(program->run, NULL, &options);
        if (result == NULL || result->verdict == INTERLEAVE_UNEXPLORED) {
            return 3;
        }
        seconds += result->seconds;
        executions += (double)(result->executions + result->redundant);
        events += (double)result->events;
        interleave_release(result);
    }
    if (way == FIND) {
        executions = events / events_each; /* its count is of the last bound alone */
    }
    return series_add(&measured->executions, executions / seconds) != 0 ||
                   series_add(&measured->events, events / seconds) != 0
               ? 3
               : 0;
}

static int run_relacy(const char *relacy, const struct benched *program, enum way way,
                      struct measured *measured)
{
    char command[4096];
    double executions = 0, seconds = 0, all_executions = 0, all_seconds = 0;
    while (all_seconds < slice / 2) {
        snprintf(command, sizeof command, "%s %s %s %d", relacy, program->name,
                 way == RELACY_FULL ? "full" : "random", RELACY_EXECUTIONS);
        FILE *pipe = popen(command, "r");
        const int read = pipe != NULL ? fscanf(pipe, "%lf %lf", &executions, &seconds) : 0;
        if (pipe == NULL || pclose(pipe) != 0 || read != 2 || seconds <= 0) {
            fprintf(stderr, "racetrack: %s: it can't be run\n", command);
            return 3;
        }
        all_executions += executions;
        all_seconds += seconds;
    }
    return series_add(&measured->executions, all_executions / all_seconds) != 0 ? 3 : 0;
}

static int measure(const char *relacy, long rounds, const struct benched *program,
                   struct measured measured[static WAYS])
{
    for (long round = 0; round < rounds; round++) {
        for (int way = 0; way < WAYS; way++) {
            const bool theirs = way == RELACY_RANDOM || (way == RELACY_FULL && !program->large);
            int status = 0;
            if (way < RELACY_RANDOM) {
                const double each = way == RANDOM ? 1
                                                  : series_median(&measured[RANDOM].events) /
                                                        series_median(&measured[RANDOM].executions);
                status = explore(program, (enum way)way, each, &measured[way]);
            } else if (theirs && strcmp(relacy, "-") != 0) {
                status = run_relacy(relacy, program, (enum way)way, &measured[way]);
            }
            if (status != 0) {
                return status;
            }
        }
    }
    return 0;
}

static void print(const struct benched *program, struct measured measured[static WAYS])
{
    const double reference = series_median(&measured[RANDOM].executions);
    printf("\n%s: %s\n", program->name, program->words);
    printf("  %-34s %14s %14s %8s\n", "", "executions/s", "events/s", "ratio");
    for (int way = 0; way < WAYS; way++) {
        if (measured[way].executions.count == 0) {
            continue;
        }
        const double executions = series_median(&measured[way].executions);
        char events[32] = "";
        if (measured[way].events.count > 0) {
            snprintf(events, sizeof events, "%.0f", series_median(&measured[way].events));
        }
        printf("  %-34s %14.0f %14s %8.2f\n", names[way], executions, events,
               executions / reference);
    }
}

/* -- where an execution begins -- */

static int prove_for_a_while(const struct benched *program, bool from_start, struct series *speed)
{
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    double seconds = 0, executions = 0;
    options.mode = INTERLEAVE_PROVE;
    options.max_seconds = slice;
    options.divide_after = 0;
    options.from_start = from_start;
    options.each_lock_order = options.each_write_order = true;
    while (seconds < slice) {
        struct interleave_result *result = interleave_explore(program->run, NULL, &options);
        if (result == NULL || result->verdict == INTERLEAVE_UNEXPLORED) {
            return 3;
        }
        seconds += result->seconds;
        executions += (double)(result->executions + result->redundant);
        interleave_release(result);
    }
    return series_add(speed, executions / seconds) != 0 ? 3 : 0;
}

static int print_repeated(long rounds)
{
    printf("\nprove (source-DPOR), executions a second\n  %-34s %14s %14s %8s\n", "",
           "--from-start", "from marks", "ratio");
    for (int i = 0; i < repeated_count; i++) {
        struct series from_start = {0}, from_marks = {0};
        for (long round = 0; round < rounds; round++) {
            if (prove_for_a_while(&repeated[i], true, &from_start) != 0 ||
                prove_for_a_while(&repeated[i], false, &from_marks) != 0) {
                return 3;
            }
        }
        printf("  %-34s %14.0f %14.0f %8.2f\n", repeated[i].name, series_median(&from_start),
               series_median(&from_marks), series_median(&from_marks) / series_median(&from_start));
        fflush(stdout);
        series_release(&from_start);
        series_release(&from_marks);
    }
    return 0;
}

/* -- how many executions are a proof -- */

struct equivalence {
    const char *name;
    bool each_lock_order, each_write_order;
};

static const struct equivalence equivalences[] = {
    {"source-DPOR", true, true},
    {"  critical sections that commute", false, true},
    {"  and writes that nobody tells apart", false, false},
};
enum { EQUIVALENCES = sizeof equivalences / sizeof *equivalences };

static int print_proofs(void)
{
    printf("\nexecutions to a proof, and how many of those without reduction of orders\n");
    for (int i = 0; i < proved_count; i++) {
        unsigned long all = 0;
        printf("\n%s: %s\n", proved[i].name, proved[i].words);
        for (int j = 0; j < EQUIVALENCES; j++) {
            struct interleave_options options = INTERLEAVE_DEFAULTS;
            options.mode = INTERLEAVE_PROVE;
            options.each_lock_order = equivalences[j].each_lock_order;
            options.each_write_order = equivalences[j].each_write_order;
            struct interleave_result *result = interleave_explore(proved[i].run, NULL, &options);
            if (result == NULL || result->verdict != INTERLEAVE_PROVED) {
                return 3;
            }
            all = j == 0 ? result->executions : all;
            printf("  %-36s %12lu %11.4f s %8.2f\n", equivalences[j].name, result->executions,
                   result->seconds, (double)result->executions / (double)all);
            interleave_release(result);
        }
    }
    return 0;
}

static long peak_kilobytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* Memory must not grow with the number of executions. */
static void print_memory(void)
{
    struct measured unused = {0};
    const long before = peak_kilobytes();
    for (int i = 0; i < 8; i++) {
        explore(&benched[benched_count - 1], RANDOM, 1, &unused);
        explore(&benched[benched_count - 1], PROVE, 1, &unused);
    }
    printf("\nmemory, at its highest: %ld KiB, and %ld KiB after some %d million executions more\n",
           before, peak_kilobytes(), 4);
    series_release(&unused.executions);
    series_release(&unused.events);
}

int main(int count, char *arguments[])
{
    const long rounds = count > 2 ? strtol(arguments[2], NULL, 10) : 5;
    if (count < 2 || rounds < 1 || rounds > 1000) {
        fputs("usage: speed RELACY [ROUNDS], with 1 to 1000 rounds\n", stderr);
        return 2;
    }
    printf("Medians of %ld rounds; ratios are to our random walk.\n", rounds);
    for (int i = 0; i < benched_count; i++) {
        struct measured measured[WAYS] = {0};
        const int status = measure(arguments[1], rounds, &benched[i], measured);
        if (status != 0) {
            return status;
        }
        print(&benched[i], measured);
        fflush(stdout);
        for (int way = 0; way < WAYS; way++) {
            series_release(&measured[way].executions);
            series_release(&measured[way].events);
        }
    }
    print_memory();
    const int status = print_repeated(rounds);
    return status != 0 ? status : print_proofs();
}
