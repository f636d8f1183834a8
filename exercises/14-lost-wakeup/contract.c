/* contract.c - what 14-lost-wakeup promises: all laundry is taken out, and clean. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "14-lost-wakeup",
    .work_unit = "loads",
    .sum_unit = "clean loads",
    .full = {.threads = 2, .work = 40},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
