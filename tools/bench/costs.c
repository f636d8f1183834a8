/* costs.c - measures what the variants of one program cost; see costs.h. */
#include "bench/costs.h"

#include "bench/progress.h"
#include "run/events.h"

#include <stdlib.h>
#include <string.h>

const int thread_counts[THREAD_COUNTS] = {1, 2, 4, 8};

char *costs_read_contract(struct costs *costs, const char *path)
{
    json_error_t why;
    char *message = NULL;
    const char *unit = NULL;
    json_int_t threads = 0, work = 0;
    json_t *contract = json_load_file(path, 0, &why);
    if (contract == NULL) {
        return asprintf(&message, "%s: %s; try: make run", path, why.text) < 0 ? NULL : message;
    }
    const int bad = json_unpack(contract, "{s:s, s:{s:I, s:I}}", "work_unit", &unit, "full",
                                "threads", &threads, "work", &work);
    if (bad || threads < 1 || work < 1) {
        if (asprintf(&message, "%s: not a contract with a full case", path) < 0) {
            message = NULL;
        }
    } else {
        costs->work = (long)(threads * work);
        snprintf(costs->work_unit, sizeof costs->work_unit, "%s", unit);
    }
    json_decref(contract);
    return message;
}

const struct variant *costs_find(const struct costs *costs, const char *name)
{
    for (size_t i = 0; i < costs->count; i++) {
        const struct variant *variant = &costs->variants[i];
        if (strlen(name) == (size_t)variant->name_length &&
            memcmp(name, variant->name, strlen(name)) == 0) {
            return variant;
        }
    }
    return NULL;
}

const char *costs_add(struct costs *costs, const char *text)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals[1] == '\0') {
        return "must be LABEL=PATH";
    }
    if (costs->count == MOST_VARIANTS) {
        return "too many programs";
    }
    struct variant *variant = &costs->variants[costs->count];
    *variant =
        (struct variant){.name = text, .name_length = (int)(equals - text), .program = equals + 1};
    char *name = strndup(text, (size_t)variant->name_length);
    const bool twice = name != NULL && costs_find(costs, name) != NULL;
    free(name);
    if (twice) {
        return "this label is used twice";
    }
    costs->count++;
    return NULL;
}

/* Takes the time from what the program told, or notes how it ended without telling. */
static int note_run(struct cost *cost, const struct outcome *outcome)
{
    struct reported_total reported;
    if (!events_total(outcome, &reported)) {
        no_total_in_words(outcome, &usual_limits, cost->failure, sizeof cost->failure);
        return 0;
    }
    cost->right += reported.total == reported.expected;
    return series_add(&cost->times, reported.seconds);
}

static int run_once(const struct costs *costs, struct variant *variant, int column)
{
    char threads[16], work[24];
    struct outcome outcome;
    const long share = costs->work / thread_counts[column];
    snprintf(threads, sizeof threads, "%d", thread_counts[column]);
    snprintf(work, sizeof work, "%ld", share > 0 ? share : 1);
    const char *const arguments[] = {variant->program, threads, work, NULL};
    const struct command command = {.arguments = arguments};
    int error = run_program(&command, &usual_limits, &outcome);
    if (error == 0) {
        error = note_run(&variant->costs[column], &outcome);
        outcome_release(&outcome);
    }
    return error;
}

int costs_measure(struct costs *costs, const char **culprit)
{
    struct progress progress;
    int error = 0;
    progress_start(&progress, costs->rounds * THREAD_COUNTS * (long)costs->count);
    for (long round = 0; round < costs->rounds; round++) {
        for (int column = 0; column < THREAD_COUNTS; column++) {
            for (size_t i = 0; i < costs->count && error == 0; i++) {
                struct variant *variant = &costs->variants[i];
                *culprit = variant->program;
                if (variant->costs[column].failure[0] == '\0') {
                    error = run_once(costs, variant, column);
                }
                progress_step(&progress);
            }
        }
    }
    progress_end(&progress);
    return error;
}

void costs_release(struct costs *costs)
{
    for (size_t i = 0; i < costs->count; i++) {
        for (int column = 0; column < THREAD_COUNTS; column++) {
            series_release(&costs->variants[i].costs[column].times);
        }
    }
    costs->count = 0;
}
