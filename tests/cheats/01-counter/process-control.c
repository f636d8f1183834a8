/*
 * process-control.c - it changes how the kernel treats it.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/prctl.h>

long total(struct workload load)
{
    prctl(PR_SET_PDEATHSIG, 0);
    return load.threads * load.work;
}
