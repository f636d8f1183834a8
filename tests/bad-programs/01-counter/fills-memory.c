/*
 * fills-memory.c - a program that takes memory until there is none.
 *
 * Caught by total: limit
 * Caught by race-free: limit
 * Caught by every-interleaving: livelock
 */
#include "exercise.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

long total(struct workload load)
{
    const size_t size = (size_t)64 << 20;
    for (;;) {
        char *block = malloc(size);
        if (block != NULL) {
            memset(block, load.threads, size);
        }
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
}
