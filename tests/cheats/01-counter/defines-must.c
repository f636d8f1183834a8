/*
 * defines-must.c - it puts a function of its own in the place of the harness's.
 *
 * Refused as forges-result
 */
#include "exercise.h"

#include <stdlib.h>

void must(int error, const char *call)
{
    (void)error;
    exit(call == NULL);
}

long total(struct workload load)
{
    must(0, "nothing");
    return load.threads * load.work;
}
