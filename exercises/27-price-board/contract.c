/* contract.c - what 27-price-board promises: whatever is copied down is of one hour. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "27-price-board",
    .work_unit = "hours",
    .sum_unit = "boards of one hour",
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 1, .work = 1},
    .total = total,
    .expected = expected,
};
