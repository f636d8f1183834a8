/*
 * prints-the-output.c - it prints what the harness would, and ends with 0.
 *
 * Refused by total as crash
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>

long total(struct workload load)
{
    printf("  expected    %ld increments\n  actual      %ld right\n", load.threads * load.work,
           load.threads * load.work);
    exit(0);
}
