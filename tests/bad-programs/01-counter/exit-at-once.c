/*
 * exit-at-once.c - a program that ends, with status 0, before it has a total, and leaves out what
 * is to be done at an exit.
 *
 * Caught by total: crash
 * Caught by race-free: crash
 * Caught by every-interleaving: wrong-total
 */
#include "exercise.h"

#include <unistd.h>

long total(struct workload load)
{
    _exit(load.threads < 0);
}
