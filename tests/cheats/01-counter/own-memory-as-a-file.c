/*
 * own-memory-as-a-file.c - it changes its memory where TSan does not look.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stdio.h>

long total(struct workload load)
{
    FILE *memory = fopen("/proc/self/mem", "r+");
    if (memory == NULL) {
        return 0;
    }
    return load.threads * load.work;
}
