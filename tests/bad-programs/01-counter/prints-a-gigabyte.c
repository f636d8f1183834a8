/*
 * prints-a-gigabyte.c - a program that prints without an end.
 *
 * Caught by total: limit
 * Caught by race-free: limit
 * Caught by every-interleaving: hang
 */
#include "exercise.h"

#include <stdio.h>

long total(struct workload load)
{
    for (long i = 0; i < 1 << 24; i++) {
        puts("0123456789012345678901234567890123456789012345678901234567890123456789");
    }
    return load.threads * load.work;
}
