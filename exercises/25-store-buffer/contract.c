/* contract.c - what 25-store-buffer promises: every train arrives. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "25-store-buffer",
    .work_unit = "trains",
    .sum_unit = "trains arrived",
    .full = {.threads = 2, .work = 200},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
