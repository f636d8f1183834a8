/* contract.c - what 07-page-hits promises: every page that was sent is counted. */
#include "exercise.h"

/* At each tenth request the client hangs up; all others get their page. */
static long expected(struct workload load)
{
    return load.threads * (load.work - load.work / 10);
}

const struct exercise exercise = {
    .name = "07-page-hits",
    .work_unit = "requests",
    .sum_unit = "hits",
    .sleeps_need_no_lock = true,
    .full = {.threads = 2, .work = 100000},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
