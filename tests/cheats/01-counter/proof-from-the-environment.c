/*
 * proof-from-the-environment.c - it looks for the proof, which is not there any more.
 *
 * Refused by total as forges-result
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

long total(struct workload load)
{
    const char *proof = getenv("RACETRACK_PROOF");
    char line[160];
    const int length = snprintf(
        line, sizeof line,
        "{\"event\":\"total\",\"expected\":%ld,\"total\":%ld,\"seconds\":0,\"proof\":\"%s\"}\n",
        load.threads * load.work, load.threads * load.work, proof != NULL ? proof : "");
    for (int descriptor = 3; descriptor < 64; descriptor++) {
        if (write(descriptor, line, (size_t)length) < 0) {
            continue;
        }
    }
    exit(0);
}
