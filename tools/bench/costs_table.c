/* costs_table.c - writes the costs as a table, for a terminal or as Markdown; see costs.h. */
#include "bench/costs.h"

#include "common/words.h"

#include <math.h>
#include <unistd.h>

/* Not all of them: it would be a figure about another run. */
double cost_median_ms(const struct cost *cost)
{
    return cost->failure[0] != '\0' ? (double)NAN : series_median(&cost->times) * 1e3;
}

bool cost_right_alone(const struct variant *variant)
{
    const struct cost *alone = &variant->costs[0];
    return alone->failure[0] == '\0' && alone->right == (long)alone->times.count;
}

const struct variant *costs_reference(const struct costs *costs)
{
    const struct variant *racy = costs_find(costs, "racy");
    for (size_t i = 0; i < costs->count && !cost_right_alone(racy); i++) {
        if (cost_right_alone(&costs->variants[i])) {
            return &costs->variants[i];
        }
    }
    return racy;
}

static double reference_ms(const struct costs *costs)
{
    return cost_median_ms(&costs_reference(costs)->costs[0]);
}

/* How many of a variant's runs told a time, and how many the right total. */
static void count_runs(const struct variant *variant, long *right, long *all)
{
    *right = *all = 0;
    for (int column = 0; column < THREAD_COUNTS; column++) {
        *right += variant->costs[column].right;
        *all += (long)variant->costs[column].times.count;
    }
}

/* "12.34", or a dash where there is no number, right-aligned to the width. */
static void print_number(double number, int width, FILE *out)
{
    if (isfinite(number)) {
        fprintf(out, "%*.2f", width, number);
    } else {
        fprintf(out, "%*s", width, "-");
    }
}

static void print_text_table(const struct costs *costs, FILE *out)
{
    const double reference = reference_ms(costs);
    fprintf(out, "%-9s", "");
    for (int column = 0; column < THREAD_COUNTS; column++) {
        const int threads = thread_counts[column];
        fprintf(out, "%11d thread%s", threads, threads == 1 ? " " : "s");
    }
    fprintf(out, "%14s\n%-9s", "totals", "");
    for (int column = 0; column < THREAD_COUNTS; column++) {
        fprintf(out, "%10s%9s", "ms", "ratio");
    }
    fprintf(out, "%13s\n", "right");
    for (size_t i = 0; i < costs->count; i++) {
        const struct variant *variant = &costs->variants[i];
        long right, all;
        fprintf(out, "%-9.*s", variant->name_length, variant->name);
        for (int column = 0; column < THREAD_COUNTS; column++) {
            const double ms = cost_median_ms(&variant->costs[column]);
            print_number(ms, 10, out);
            print_number(ms / reference, 9, out);
        }
        count_runs(variant, &right, &all);
        fprintf(out, "%6ld of %ld\n", right, all);
    }
}

static void print_markdown_table(const struct costs *costs, FILE *out)
{
    const double reference = reference_ms(costs);
    fputs("| |", out);
    for (int column = 0; column < THREAD_COUNTS; column++) {
        const int threads = thread_counts[column];
        fprintf(out, " %d thread%s |", threads, plural(threads));
    }
    fputs(" totals right |\n| --- |", out);
    for (int column = 0; column < THREAD_COUNTS; column++) {
        fputs(" ---: |", out);
    }
    fputs(" ---: |\n", out);
    for (size_t i = 0; i < costs->count; i++) {
        const struct variant *variant = &costs->variants[i];
        long right, all;
        fprintf(out, "| %.*s |", variant->name_length, variant->name);
        for (int column = 0; column < THREAD_COUNTS; column++) {
            const double ms = cost_median_ms(&variant->costs[column]);
            fputc(' ', out);
            print_number(ms, 0, out);
            fputs(" ms (", out);
            print_number(ms / reference, 0, out);
            fputs(") |", out);
        }
        count_runs(variant, &right, &all);
        fprintf(out, " %ld of %ld |\n", right, all);
    }
}

static void print_failures(const struct costs *costs, FILE *out)
{
    for (size_t i = 0; i < costs->count; i++) {
        for (int column = 0; column < THREAD_COUNTS; column++) {
            const struct variant *variant = &costs->variants[i];
            const char *failure = variant->costs[column].failure;
            if (failure[0] != '\0') {
                fprintf(out, "%.*s, %d thread%s: no time, it %s.\n", variant->name_length,
                        variant->name, thread_counts[column], plural(thread_counts[column]),
                        failure);
            }
        }
    }
}

static void print_reference(const struct costs *costs, FILE *out)
{
    const struct variant *reference = costs_reference(costs);
    if (!cost_right_alone(reference)) {
        fputs("\nNo variant is right even with 1 thread, so there is no reference for a ratio.\n",
              out);
    } else if (reference == costs_find(costs, "racy")) {
        fputs("\nThe reference is serial: one thread can't race with itself, so this is what the "
              "work\ncosts without any protection, and right. Ratio 2: twice as long; 0.5: half.\n",
              out);
    } else {
        fprintf(out,
                "\nThe reference is serial: %.*s with 1 thread, since racy isn't right even then.\n"
                "Ratio 2: twice as long; 0.5: half.\n",
                reference->name_length, reference->name);
    }
}

void costs_print(const struct costs *costs, bool markdown, FILE *out)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const struct variant *reference = costs_reference(costs);
    char work[GROUPED_SIZE];
    fprintf(
        out,
        "%s %s in all, shared out among the threads, on %ld core%s; the median of %ld round%s,\n"
        "and in %s its ratio to %.*s with 1 thread.\n\n",
        grouped(costs->work, work), costs->work_unit, cores, plural(cores), costs->rounds,
        plural(costs->rounds), markdown ? "parentheses" : "the next column", reference->name_length,
        reference->name);
    if (markdown) {
        print_markdown_table(costs, out);
    } else {
        print_text_table(costs, out);
    }
    print_reference(costs, out);
    if (costs->work % thread_counts[THREAD_COUNTS - 1] != 0) {
        fputs("The work doesn't divide evenly; each thread's share is rounded down.\n", out);
    }
    print_failures(costs, out);
}
