/* contract.c - what 06-scoreboard promises: every look at the board shows one that was true. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "06-scoreboard",
    .work_unit = "turns",
    .sum_unit = "right turns",
    .full = {.threads = 2, .work = 10000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
