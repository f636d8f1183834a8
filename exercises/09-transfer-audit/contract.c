/* contract.c - what 09-transfer-audit promises: the books agree at every audit. */
#include "exercise.h"

/* After each transfer there is one audit. */
static long expected(struct workload load)
{
    return load.threads * load.work;
}

const struct exercise exercise = {
    .name = "09-transfer-audit",
    .work_unit = "transfers",
    .sum_unit = "audits that agree",
    .sleeps_need_no_lock = true,
    .full = {.threads = 2, .work = 150},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
