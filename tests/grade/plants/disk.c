/*
 * disk.c - fills the disk.
 *
 * Planted: total limit
 */
#define total unused_total
#include "program.c"
#undef total

#include <stdio.h>

long total(struct workload load)
{
    static const char much[1 << 20];
    FILE *file = tmpfile();
    for (int i = 0; i < 1024; i++) {
        fwrite(much, 1, sizeof much, file);
    }
    return load.work;
}
