/*
 * own-memory-by-another-name.c - the same, by a name that the source gives to the assembler.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <fcntl.h>

int get(const char *, int, ...) __asm__("__open64");

long total(struct workload load)
{
    get("/proc/self/mem", O_RDWR);
    return load.threads * load.work;
}
