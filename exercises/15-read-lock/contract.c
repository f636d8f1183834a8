/* contract.c - what 15-read-lock promises: every lookup of a rate is counted. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "15-read-lock",
    .work_unit = "customers",
    .sum_unit = "lookups",
    .full = {.threads = 2, .work = 20000},
    .watched = {.threads = 2, .work = 5000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
