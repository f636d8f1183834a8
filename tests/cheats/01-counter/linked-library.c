/*
 * linked-library.c - a pragma has the linker bring a library.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stddef.h>

#pragma comment(lib, "m")

long total(struct workload load)
{
    return load.threads * load.work;
}
