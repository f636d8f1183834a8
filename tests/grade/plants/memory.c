/*
 * memory.c - takes all the memory that it is given.
 *
 * Planted: total limit
 */
#define total unused_total
#include "program.c"
#undef total

#include <stdlib.h>
#include <string.h>

enum { MUCH = 1 << 24, OFTEN = 512 }; /* 8 GiB: were nothing to stop it, it would end */

long total(struct workload load)
{
    for (int i = 0; i < OFTEN; i++) {
        char *taken = malloc(MUCH);
        memset(taken, 1, MUCH);
    }
    return load.work;
}
