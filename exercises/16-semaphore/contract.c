/* contract.c - what 16-semaphore promises: no printed page is missed. */
#include "exercise.h"

/* The jobs have one, two, three, one, two, … pages. */
static long expected(struct workload load)
{
    long pages = 0;
    for (long job = 0; job < load.work; job++) {
        pages += 1 + job % 3;
    }
    return load.threads * pages;
}

const struct exercise exercise = {
    .name = "16-semaphore",
    .work_unit = "jobs",
    .sum_unit = "pages",
    .sleeps_need_no_lock = true,
    .full = {.threads = 2, .work = 150},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
