/* contract.c - what 03-early-report promises: every ticket of the day stands in the report. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "03-early-report",
    .work_unit = "tickets",
    .sum_unit = "tickets",
    .full = {.threads = 2, .work = 1000000},
    .watched = {.threads = 2, .work = 100000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
