/*
 * tells-the-explorer.c - it tells the explorer the outcome.
 *
 * Refused as forges-result
 */
#include "exercise.h"

#include <stddef.h>

void interleave_outcome(long, long);

long total(struct workload load)
{
    interleave_outcome(0, 0);
    return load.threads * load.work;
}
