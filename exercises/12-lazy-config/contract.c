/* contract.c - what 12-lazy-config promises: each shop's settings are loaded once. */
#include "exercise.h"

/* All workers ask for the same shops, so their number makes no difference. */
static long expected(struct workload load)
{
    return load.work;
}

const struct exercise exercise = {
    .name = "12-lazy-config",
    .work_unit = "shops",
    .sum_unit = "loads",
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
