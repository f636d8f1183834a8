/*
 * stack-trace.c - it looks at the names of those who called it.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

#include <execinfo.h>

long total(struct workload load)
{
    void *callers[4];
    if (backtrace(callers, 4) == 0) {
        return 0;
    }
    return load.threads * load.work;
}
