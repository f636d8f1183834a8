/*
 * shared-mapping.c - the same, without a name.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stddef.h>
#include <sys/mman.h>

long total(struct workload load)
{
    if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, -1, 0) == MAP_FAILED) {
        return 0;
    }
    return load.threads * load.work;
}
