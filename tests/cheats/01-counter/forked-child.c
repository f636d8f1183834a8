/*
 * forked-child.c - the work is done in another process.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <unistd.h>

long total(struct workload load)
{
    if (fork() == 0) {
        _exit(0);
    }
    return load.threads * load.work;
}
