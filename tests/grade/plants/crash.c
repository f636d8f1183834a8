/*
 * crash.c - crashes.
 *
 * Planted: total crash
 */
#define total unused_total
#include "program.c"
#undef total

#include <stdlib.h>

long total(struct workload load)
{
    if (load.work >= 0) {
        abort();
    }
    return 0;
}
