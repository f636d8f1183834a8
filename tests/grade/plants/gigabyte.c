/*
 * gigabyte.c - prints a gigabyte.
 *
 * Planted: total limit
 */
#define total unused_total
#include "program.c"
#undef total

#include <stdio.h>

long total(struct workload load)
{
    for (int i = 0; i < 1 << 24; i++) {
        puts("All work and no play makes Jack a dull boy, and a long line too");
    }
    return load.work;
}
