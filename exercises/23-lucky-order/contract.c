/* contract.c - what 23-lucky-order promises: every saved file is counted. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "23-lucky-order",
    .work_unit = "files",
    .sum_unit = "files",
    .full = {.threads = 2, .work = 1000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
