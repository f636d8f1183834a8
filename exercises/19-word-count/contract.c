/* contract.c - what 19-word-count promises: every word of every line is counted. */
#include "exercise.h"

enum { WORDS_IN_A_LINE = 3 };

static long expected(struct workload load)
{
    return load.threads * load.work * WORDS_IN_A_LINE;
}

const struct exercise exercise = {
    .name = "19-word-count",
    .work_unit = "lines",
    .sum_unit = "words",
    .full = {.threads = 2, .work = 20},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
