/* contract.c - what 21-stack-escape promises: every parcel on every note is delivered. */
#include "exercise.h"

/* The first district gets work parcels, each of the others as many more than the one before. */
static long expected(struct workload load)
{
    return load.work * load.threads * (load.threads + 1) / 2;
}

const struct exercise exercise = {
    .name = "21-stack-escape",
    .work_unit = "parcels",
    .sum_unit = "parcels",
    .work_only_multiplies = true,
    .full = {.threads = 4, .work = 1000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
