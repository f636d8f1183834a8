/*
 * writable-code.c - it makes its data executable.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/mman.h>

static unsigned char code[8192];

long total(struct workload load)
{
    mprotect(code, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    return load.threads * load.work;
}
