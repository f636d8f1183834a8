/*
 * spawned-program.c - another program does what it pleases.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <spawn.h>
#include <stddef.h>

long total(struct workload load)
{
    char *const arguments[] = {"true", NULL};
    posix_spawn(NULL, "/bin/true", NULL, NULL, arguments, arguments + 1);
    return load.threads * load.work;
}
