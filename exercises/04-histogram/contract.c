/* contract.c - what 04-histogram promises: every byte is counted in one bin. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "04-histogram",
    .work_unit = "bytes",
    .sum_unit = "bytes",
    .full = {.threads = 8, .work = 10000},
    .small = {.threads = 2, .work = 4},
    .total = total,
    .expected = expected,
};
