/* contract.c - what 13-work-queue promises: every plate that was ordered is cooked. */
#include "exercise.h"

enum { PLATES = 2 };

static long expected(struct workload load)
{
    return load.threads * load.work * PLATES;
}

const struct exercise exercise = {
    .name = "13-work-queue",
    .work_unit = "orders",
    .sum_unit = "plates",
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 2, .work = 2},
    .total = total,
    .expected = expected,
};
