/*
 * abort.c - a program whose own assertion fails.
 *
 * Caught by total: crash
 * Caught by race-free: crash
 * Caught by every-interleaving: failed-assertion
 */
#include "exercise.h"

#include <assert.h>

long total(struct workload load)
{
    assert(load.threads < 0);
    return 0;
}
