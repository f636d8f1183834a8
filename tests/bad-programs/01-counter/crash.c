/*
 * crash.c - a program that follows a null pointer.
 *
 * Caught by total: crash
 * Caught by race-free: crash
 * Caught by every-interleaving: crash
 */
#include "exercise.h"

#include <stddef.h>

long total(struct workload load)
{
    const long *volatile nowhere = NULL;
    return load.work + *nowhere;
}
