/*
 * fills-memory.c - a program that takes memory until there is none.
 *
 * Caught by total: limit
 * Caught by race-free: limit
 * Caught by every-interleaving: hang
 */
#include "exercise.h"

#include <stdlib.h>
#include <time.h>

enum { PAGE = 4096 };

long total(struct workload load)
{
    const size_t size = (size_t)64 << 20;
    for (;;) {
        char *block = malloc(size);
        for (size_t at = 0; block != NULL && at < size; at += PAGE) {
            block[at] = (char)load.threads;
        }
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
}
