/*
 * replaces-a-program.c - it would put another program in the place of the next to be run.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stdio.h>

long total(struct workload load)
{
    rename("build/01-counter/plain", "build/01-counter/tsan");
    return load.threads * load.work;
}
