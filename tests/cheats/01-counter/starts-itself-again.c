/*
 * starts-itself-again.c - it starts itself again, with other options for TSan.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stdlib.h>
#include <unistd.h>

long total(struct workload load)
{
    setenv("TSAN_OPTIONS", "report_bugs=0", 1);
    execl("/proc/self/exe", "tsan", (char *)NULL);
    return load.threads * load.work;
}
