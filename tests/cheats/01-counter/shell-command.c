/*
 * shell-command.c - the same, through the shell.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stdlib.h>

long total(struct workload load)
{
    if (system("true") != 0) {
        return 0;
    }
    return load.threads * load.work;
}
