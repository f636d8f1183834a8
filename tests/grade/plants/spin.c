/*
 * spin.c - turns round and round.
 *
 * Planted: total hang
 */
#define total unused_total
#include "program.c"
#undef total

long total(struct workload load)
{
    for (volatile long turns = 0; turns >= 0;) {
        turns = turns ^ 1;
    }
    return load.work;
}
