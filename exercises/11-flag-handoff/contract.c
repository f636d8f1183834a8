/* contract.c - what 11-flag-handoff promises: every reading arrives at the display. */
#include "exercise.h"

/* Each station measures 150, 151, 152, … */
static long expected(struct workload load)
{
    return load.threads * (150 * load.work + load.work * (load.work - 1) / 2);
}

const struct exercise exercise = {
    .name = "11-flag-handoff",
    .work_unit = "readings",
    .sum_unit = "tenths of a degree",
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 1, .work = 2},
    .total = total,
    .expected = expected,
};
