/*
 * fork-bomb.c - a program that starts copies of itself, which do the same.
 *
 * Caught by total: limit
 * Caught by race-free: limit
 */
#include "exercise.h"

#include <time.h>
#include <unistd.h>

long total(struct workload load)
{
    for (;;) {
        fork();
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    return load.work;
}
