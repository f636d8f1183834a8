/*
 * costs.h - what the variants of one program cost: racy, lock, atomic, message.
 *
 * All variants do the same work, that of the exercise's full case, shared out among 1, 2, 4 and 8
 * threads. What is measured is the time that total() took, as the program itself tells it (the
 * event "total", run/events.h): starting the process isn't part of it.
 *
 * The variants take turns, round by round (A B C D, A B C D, ...), so that whatever drifts while
 * they run, the clock rate or a neighbour's load, hits all of them alike.
 */
#ifndef COSTS_H
#define COSTS_H

#include "common/series.h"

#include <stdbool.h>
#include <stdio.h>

enum { THREAD_COUNTS = 4, MOST_VARIANTS = 16, WORK_UNIT_SIZE = 64, FAILURE_SIZE = 160 };

extern const int thread_counts[THREAD_COUNTS]; /* 1, 2, 4, 8 */

/* One variant with one number of threads. */
struct cost {
    struct series times;        /* of the runs that told one */
    long right;                 /* how many of those had the right total */
    char failure[FAILURE_SIZE]; /* how a run ended that told none; after it there is no other */
};

struct variant {
    const char *name; /* "racy"; not NUL-terminated at name_length, if from LABEL=PATH */
    int name_length;
    const char *program; /* its path */
    struct cost costs[THREAD_COUNTS];
};

/* What is measured, and then what came out. Starts as {0}. */
struct costs {
    long work; /* in all */
    char work_unit[WORK_UNIT_SIZE];
    long rounds;
    struct variant variants[MOST_VARIANTS];
    size_t count;
};

/*
 * Reads work and work_unit from a contract.json (exercises/lib/describe.c writes it).
 * Returns NULL, or what is wrong with it: a message that the caller frees.
 */
char *costs_read_contract(struct costs *costs, const char *path);

/*
 * Adds the variant that "LABEL=PATH" names; the text must live as long as costs.
 * Returns NULL, or what is wrong with it: no label, no path, the label is there already, or there
 * are MOST_VARIANTS.
 */
const char *costs_add(struct costs *costs, const char *text);

/* The variant of that name, or NULL. */
const struct variant *costs_find(const struct costs *costs, const char *name);

/*
 * Runs everything, with progress on a terminal. A variant that once told no time with some number
 * of threads isn't run with it again; its failure says how it ended.
 * Returns 0, or an error number with the program that could not be started in *culprit.
 */
int costs_measure(struct costs *costs, const char **culprit);

/*
 * Writes the table, as text or as Markdown: for each variant and number of threads the median
 * time, and its ratio to the serial reference. That is the program racy with one thread, which
 * must be among the variants: one thread can't race with itself, so it is the right program
 * without any protection. Where main races with that thread, or it hangs, the reference is the
 * first variant that is right with one thread.
 */
void costs_print(const struct costs *costs, bool markdown, FILE *out);

/* The median time of one cell in milliseconds; NAN if it has no times, or not all of them. */
double cost_median_ms(const struct cost *cost);

/* Did every run with one thread tell the right total? */
bool cost_right_alone(const struct variant *variant);

/* The serial reference: the first variant that is right with one thread. Racy comes first, and is
 * it if none is. */
const struct variant *costs_reference(const struct costs *costs);

/*
 * Writes the costs as a page for a browser (page/document.h): plots, and the table behind them.
 * title: what was measured. Returns 0, or the error number with which the file can't be written.
 */
int costs_page(const struct costs *costs, const char *title, const char *path);

/*
 * Draws the medians over the number of threads, a line for each variant, as an SVG file; gnuplot
 * does it. Returns false if that can't be run, or fails: it says itself why.
 */
bool costs_plot(const struct costs *costs, const char *path);

/* Frees all times. */
void costs_release(struct costs *costs);

#endif
