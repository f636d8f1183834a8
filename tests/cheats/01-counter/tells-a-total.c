/*
 * tells-a-total.c - it writes a total to every descriptor there is, and ends.
 *
 * Refused by total as forges-result
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

long total(struct workload load)
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
    exit(0);
}
