/* contract.c - what 08-ticket-seller promises: each house seat of each show is sold once. */
#include "exercise.h"

enum { HOUSE_SEATS = 2 };

/* All sellers sell the same seats, so their number makes no difference. */
static long expected(struct workload load)
{
    return load.work * HOUSE_SEATS;
}

const struct exercise exercise = {
    .name = "08-ticket-seller",
    .work_unit = "shows",
    .sum_unit = "seats sold",
    .sleeps_need_no_lock = true,
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
