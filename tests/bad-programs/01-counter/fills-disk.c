/*
 * fills-disk.c - a program that writes to a file without an end.
 *
 * Caught by total: limit
 * Caught by race-free: limit
 * Caught by every-interleaving: limit
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>

long total(struct workload load)
{
    static char block[1 << 20];
    FILE *file = tmpfile();
    for (long i = 0; i < 1 << 20; i++) {
        fwrite(block, 1, sizeof block, file);
    }
    return load.threads * load.work;
}
