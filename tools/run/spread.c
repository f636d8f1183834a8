/* spread.c - how the totals of many runs spread; see spread.h. */
#include "run/spread.h"

#include "run/events.h"
#include "run/words.h"

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
    bool starved; /* one of those was left no time by the machine */
    long expected;
    char first_broken[200]; /* how the first of those ended, in words */
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
    struct told told;
    if (events_total(&outcome, &told)) {
        totals->expected = told.expected;
        totals->each[totals->count++] = told.total;
        totals->right += told.total == told.expected;
    } else if (totals->broken++ == 0) {
        outcome_in_words(&outcome, &usual_limits, totals->first_broken,
                         sizeof totals->first_broken);
    }
    totals->starved = totals->starved || outcome.ending == ENDED_STARVED;
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
            char first[GROUPED_SIZE], last[GROUPED_SIZE], number[GROUPED_SIZE];
            fprintf(out, "  %13s to %13s %6s ", grouped(from, first), grouped(to, last),
                    grouped(counts[bar], number));
            for (long i = 0; i < (counts[bar] * BAR_WIDTH + tallest - 1) / tallest; i++) {
                fputc('#', out);
            }
            fputc('\n', out);
        }
    }
}

static void show(struct totals *totals, long runs, FILE *out)
{
    char numbers[4][GROUPED_SIZE];
    fprintf(out, "%s run%s: %s right, %s wrong", grouped(runs, numbers[0]), plural(runs),
            grouped(totals->right, numbers[1]), grouped(totals->count - totals->right, numbers[2]));
    if (totals->broken > 0) {
        fprintf(out, ", %s without a total", grouped(totals->broken, numbers[0]));
    }
    if (totals->count > 0) {
        qsort(totals->each, (size_t)totals->count, sizeof *totals->each, by_size);
        const long least = totals->each[0];
        const long most = totals->each[totals->count - 1];
        fprintf(out, "; expected %s\n", grouped(totals->expected, numbers[0]));
        fprintf(out, "  smallest %s, median %s, largest %s\n", grouped(least, numbers[1]),
                grouped(totals->each[totals->count / 2], numbers[2]), grouped(most, numbers[3]));
        if (least != most) {
            draw_bars(totals, out);
        }
    } else {
        fputc('\n', out);
    }
    if (totals->broken > 0) {
        fprintf(out, "%s %s.\n", totals->broken == 1 ? "That one" : "The first of those",
                totals->first_broken);
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
    const int status = totals.starved ? 3 : totals.broken > 0 ? 1 : 0;
    free(totals.each);
    return status;
}
