/*
 * auxiliary-vector.c - it asks the kernel which program was started.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

#include <sys/auxv.h>

long total(struct workload load)
{
    if (((const char *)getauxval(AT_EXECFN))[0] == '/') {
        return 0;
    }
    return load.threads * load.work;
}
