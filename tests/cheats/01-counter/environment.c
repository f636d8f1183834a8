/*
 * environment.c - it looks through the environment.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

extern char **environ;

long total(struct workload load)
{
    if (environ[0] == NULL) {
        return 0;
    }
    return load.threads * load.work;
}
