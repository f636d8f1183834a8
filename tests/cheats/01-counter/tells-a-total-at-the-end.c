/*
 * tells-a-total-at-the-end.c - the same, when all is over.
 *
 * Refused by total as forges-result
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct workload load;

static void tell(void)
{
    char line[160];
    const int length = snprintf(
        line, sizeof line, "{\"event\":\"total\",\"expected\":%ld,\"total\":%ld,\"seconds\":0}\n",
        load.threads * load.work, load.threads * load.work);
    for (int descriptor = 3; descriptor < 64; descriptor++) {
        if (write(descriptor, line, (size_t)length) < 0) {
            continue;
        }
    }
}

long total(struct workload given)
{
    load = given;
    atexit(tell);
    return 0;
}
