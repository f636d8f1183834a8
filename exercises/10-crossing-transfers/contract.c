/* contract.c - what 10-crossing-transfers promises: each transfer costs a fee, and nothing else. */
#include "exercise.h"

enum { ACCOUNTS = 2, OPENING_BALANCE = 1000000, FEE = 1 };

static long expected(struct workload load)
{
    return ACCOUNTS * OPENING_BALANCE - load.threads * load.work * FEE;
}

/* Watched is a single teller, who can't wait for anybody: the run goes to its end, and TSan tells
   of the order of the locks all the same. */
const struct exercise exercise = {
    .name = "10-crossing-transfers",
    .work_unit = "transfers",
    .sum_unit = "cents",
    .full = {.threads = 2, .work = 100},
    .watched = {.threads = 1, .work = 100},
    .small = {.threads = 2, .work = 2},
    .total = total,
    .expected = expected,
};
