/* contract.c - what 01-counter promises: no increment is lost. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "01-counter",
    .work_unit = "increments",
    .sum_unit = "increments",
    .full = {.threads = 2, .work = 1000000},
    .watched = {.threads = 2, .work = 100000},
    .small = {.threads = 2, .work = 2},
    .total = total,
    .expected = expected,
};
