/* contract.c - what 24-fences promises: every loaf is delivered. */
#include "exercise.h"

/* On the sheets stand 100, 101, 102, … loaves. */
static long expected(struct workload load)
{
    return load.threads * (100 * load.work + load.work * (load.work - 1) / 2);
}

const struct exercise exercise = {
    .name = "24-fences",
    .work_unit = "days",
    .sum_unit = "loaves",
    .tsan_decides =
        true, /* the program is right from the start; the report is what is to be mended */
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 2, .work = 2},
    .total = total,
    .expected = expected,
};
