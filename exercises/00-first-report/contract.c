/* contract.c - what 00-first-report promises: what was measured is shown. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.work;
}

const struct exercise exercise = {
    .name = "00-first-report",
    .work_unit = "measurements",
    .sum_unit = "right temperatures",
    .to_read = true,
    .full = {.threads = 1, .work = 1},
    .small = {.threads = 1, .work = 1},
    .total = total,
    .expected = expected,
};
