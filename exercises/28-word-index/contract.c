/* contract.c - what 28-word-index promises: each of a line's words has the line in its entry. */
#include "exercise.h"

enum { WORDS_A_LINE = 4 };

/* The numbers of all lines, once for each word. */
static long expected(struct workload load)
{
    const long lines = load.threads * load.work;
    return WORDS_A_LINE * (lines * (lines + 1) / 2);
}

const struct exercise exercise = {
    .name = "28-word-index",
    .work_unit = "lines",
    .sum_unit = "as the sum of all line numbers",
    .full = {.threads = 2, .work = 20000},
    .watched = {.threads = 2, .work = 500},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
