/* contract.c - what 26-free-list promises: no buffer is lost, and none is there twice. */
#include "exercise.h"

enum { BUFFERS_EACH = 2 };

/* All are on the stack again in the end, however many packets went through. */
static long expected(struct workload load)
{
    return load.threads * BUFFERS_EACH;
}

const struct exercise exercise = {
    .name = "26-free-list",
    .work_unit = "packets",
    .sum_unit = "free buffers",
    .full = {.threads = 2, .work = 50},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
