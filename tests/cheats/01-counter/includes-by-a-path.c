/*
 * includes-by-a-path.c - a file that stands nowhere among the headers, as if it were one of the
 * system's.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include </dev/null>

long total(struct workload load)
{
    return load.threads * load.work;
}
