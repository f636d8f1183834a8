/*
 * early-exit.c - a program that ends, with status 0, before it has a total.
 *
 * Caught by total: crash
 * Caught by race-free: crash
 * Caught by every-interleaving: wrong-total
 */
#include "exercise.h"

#include <stdlib.h>

long total(struct workload load)
{
    exit(load.threads < 0);
}
