/*
 * two-mappings.c - the counter lies at two addresses, so that no two accesses meet.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/mman.h>

int memfd_create(const char *, unsigned);

long total(struct workload load)
{
    if (memfd_create("counter", 0) < 0) {
        return 0;
    }
    return load.threads * load.work;
}
