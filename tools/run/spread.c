/* spread.c - how the totals of many runs spread; see spread.h. */
#include "run/spread.h"

#include "run/events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BARS = 12, BAR_WIDTH = 50 };

/* The totals of the runs that told one, and how many runs did not get that far. */
struct totals {
    long *each;
    long count;
    long right;
    long broken;
    long expected;
};

/* Runs the program once more; returns 0 or why it could not be started. */
static int add_run(const char *const *program, struct totals *totals)
{
    const struct command command = {.arguments = program};
    struct outcome outcome;
    const int error = run_program(&command, &usual_limits, &outcome);
    if (error != 0) {
        return error;
    }
    json_t *events = events_named(&outcome, "total");
    const json_t *event = json_array_get(events, 0);
    if (event == NULL || outcome.ending != ENDED_EXIT) {
        totals->broken++;
    } else {
        const long total = (long)json_integer_value(json_object_get(event, "total"));
        totals->expected = (long)json_integer_value(json_object_get(event, "expected"));
        totals->each[totals->count++] = total;
        totals->right += total == totals->expected;
    }
    json_decref(events);
    outcome_release(&outcome);
    return 0;
}

static int by_size(const void *left, const void *right)
{
    const long a = *(const long *)left;
    const long b = *(const long *)right;
    return (a > b) - (a < b);
}

/* One bar for each of up to BARS equal ranges between the smallest and the largest total. */
static void draw_bars(const struct totals *totals, FILE *out)
{
    const long least = totals->each[0];
    const long most = totals->each[totals->count - 1];
    const double width = ((double)most - (double)least + 1) / (double)BARS;
    long counts[BARS] = {0};
    long tallest = 1;
    for (long i = 0; i < totals->count; i++) {
        const int bar = (int)(((double)totals->each[i] - (double)least) / width);
        const long count = ++counts[bar < BARS ? bar : BARS - 1];
        tallest = count > tallest ? count : tallest;
    }
    for (int bar = 0; bar < BARS; bar++) {
        const long from = least + (long)(width * bar);
        const long to = least + (long)(width * (bar + 1)) - 1;
        if (to >= from) {
            fprintf(out, "  %12ld to %12ld %6ld ", from, to, counts[bar]);
            for (long i = 0; i < (counts[bar] * BAR_WIDTH + tallest - 1) / tallest; i++) {
                fputc('#', out);
            }
            fputc('\n', out);
        }
    }
}

static void show(struct totals *totals, long runs, FILE *out)
{
    fprintf(out, "%ld runs: %ld right, %ld wrong", runs, totals->right,
            totals->count - totals->right);
    if (totals->broken > 0) {
        fprintf(out, ", %ld without a total", totals->broken);
    }
    if (totals->count == 0) {
        fputc('\n', out);
        return;
    }
    qsort(totals->each, (size_t)totals->count, sizeof *totals->each, by_size);
    fprintf(out, "; expected %ld\n", totals->expected);
    fprintf(out, "  smallest %ld, median %ld, largest %ld\n", totals->each[0],
            totals->each[totals->count / 2], totals->each[totals->count - 1]);
    if (totals->each[0] != totals->each[totals->count - 1]) {
        draw_bars(totals, out);
    }
}

int spread_show(const char *const *program, long runs, FILE *out)
{
    struct totals totals = {.each = calloc((size_t)runs, sizeof *totals.each)};
    int error = totals.each == NULL ? ENOMEM : 0;
    for (long i = 0; i < runs && error == 0; i++) {
        if (isatty(STDERR_FILENO)) {
            fprintf(stderr, "\rrun %ld of %ld", i + 1, runs);
        }
        error = add_run(program, &totals);
    }
    if (isatty(STDERR_FILENO)) {
        fputs("\r\033[K", stderr);
    }
    if (error != 0) {
        fprintf(stderr, "racetrack: %s: %s\n", program[0], strerror(error));
        free(totals.each);
        return 3;
    }
    show(&totals, runs, out);
    const int status = totals.right == runs ? 0 : 1;
    free(totals.each);
    return status;
}
