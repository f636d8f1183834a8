/* contract.c - what 20-early-free promises: every sheet of every picture is printed. */
#include "exercise.h"

enum { STRIPS = 4, COPIES = 10 };

/* One printer makes the poster, each of the others a postcard. */
static long expected(struct workload load)
{
    return load.work * (STRIPS + load.threads - 1) * COPIES;
}

const struct exercise exercise = {
    .name = "20-early-free",
    .work_unit = "pictures",
    .sum_unit = "sheets",
    .full = {.threads = 2, .work = 50},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
