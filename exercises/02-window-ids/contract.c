/* contract.c - what 02-window-ids promises: every window has a number of its own. */
#include "exercise.h"

static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "02-window-ids",
    .work_unit = "tickets",
    .sum_unit = "tickets in order",
    .work_only_multiplies = true, /* a window takes one number, however many tickets it sells */
    .full = {.threads = 4, .work = 1000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
