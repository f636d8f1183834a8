/*
 * looked-up-memcpy.c - it copies by a function that TSan has not taken over.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <dlfcn.h>
#include <stddef.h>

static void *(*copy)(void *, const void *, size_t);

long total(struct workload load)
{
    copy = (void *(*)(void *, const void *, size_t))dlsym(NULL, "memcpy");
    copy(&load, &load, 1);
    return load.threads * load.work;
}
