/*
 * endless-loop.c - a program that never stops computing.
 *
 * Caught by total: hang
 * Caught by race-free: hang
 * Caught by every-interleaving: hang
 */
#include "exercise.h"

long total(struct workload load)
{
    for (volatile long turn = 0; turn >= 0; turn = 0) {
    }
    return load.threads * load.work;
}
