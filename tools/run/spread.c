/* spread.c - how the totals of many runs spread; see spread.h. */
#include "run/spread.h"

#include "common/words.h"
#include "run/events.h"

#include <errno.h>
#include <limits.h>
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
    struct reported_total reported;
    if (events_total(&outcome, &reported)) {
        totals->expected = reported.expected;
        totals->each[totals->count++] = reported.total;
        totals->right += reported.total == reported.expected;
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

/* One bar for each of up to BARS equal ranges between the smallest and the largest total, which are
   sorted; where there are fewer values than that, one for each value. */
static void draw_bars(const struct totals *totals, FILE *out)
{
    const long least = totals->each[0];
    const unsigned long span =
        (unsigned long)totals->each[totals->count - 1] - (unsigned long)least;
    const unsigned long values = span < ULONG_MAX ? span + 1 : span;
    const unsigned long bars = values < BARS ? values : BARS;
    unsigned long starts[BARS + 1];
    long counts[BARS] = {0};
    long tallest = 1;
    for (unsigned long bar = 0; bar <= bars; bar++) {
        starts[bar] = values / bars * bar + values % bars * bar / bars;
    }
    unsigned long bar_of_it = 0;
    for (long i = 0; i < totals->count; i++) {
        const unsigned long above = (unsigned long)totals->each[i] - (unsigned long)least;
        while (bar_of_it + 1 < bars && above >= starts[bar_of_it + 1]) {
            bar_of_it++;
        }
        const long count = ++counts[bar_of_it];
        tallest = count > tallest ? count : tallest;
    }
    for (unsigned long bar = 0; bar < bars; bar++) {
        const long from = (long)((unsigned long)least + starts[bar]);
        const long to = (long)((unsigned long)least + starts[bar + 1] - 1);
        char first[GROUPED_SIZE], last[GROUPED_SIZE], number[GROUPED_SIZE];
        const bool is_one = from == to;
        fprintf(out, "  %13s %2s %13s %6s", is_one ? "" : grouped(from, first), is_one ? "" : "to",
                grouped(to, last), grouped(counts[bar], number));
        fputs(counts[bar] > 0 ? " " : "", out);
        for (long i = 0; i < (counts[bar] * BAR_WIDTH + tallest - 1) / tallest; i++) {
            fputc('#', out);
        }
        fputc('\n', out);
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
