/* contract.c - what 18-bit-fields promises: every group that passes a sensor is counted. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "18-bit-fields",
    .work_unit = "tours",
    .sum_unit = "passages",
    .full = {.threads = 2, .work = 10},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
