/* contract.c - what 05-wrong-lock promises: the vault holds what all branches took. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "05-wrong-lock",
    .work_unit = "deposits",
    .sum_unit = "coins",
    .full = {.threads = 2, .work = 100000},
    .watched = {.threads = 2, .work = 10000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
