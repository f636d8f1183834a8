/*
 * program-name.c - it looks what the program is called: plain, tsan or explored.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>
#include <string.h>

extern char *program_invocation_short_name;

long total(struct workload load)
{
    if (strcmp(program_invocation_short_name, "plain") == 0) {
        return 0;
    }
    return load.threads * load.work;
}
