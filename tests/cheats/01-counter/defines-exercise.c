/*
 * defines-exercise.c - it has a contract of its own.
 *
 * Refused as forges-result
 */
#include "exercise.h"

#include <stddef.h>

static long whatever(struct workload load)
{
    return total(load);
}

const struct exercise exercise = {.name = "mine", .total = total, .expected = whatever};

long total(struct workload load)
{
    return load.threads * load.work;
}
