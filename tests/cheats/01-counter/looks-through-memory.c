/*
 * looks-through-memory.c - it searches what the harness has in memory.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stddef.h>

extern char __bss_start[];

long total(struct workload load)
{
    if (__bss_start[0] == 1) {
        return 0;
    }
    return load.threads * load.work;
}
