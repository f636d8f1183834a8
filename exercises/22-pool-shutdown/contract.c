/* contract.c - what 22-pool-shutdown promises: every file that was submitted is saved. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "22-pool-shutdown",
    .work_unit = "files",
    .sum_unit = "files saved",
    .full = {.threads = 2, .work = 50},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
