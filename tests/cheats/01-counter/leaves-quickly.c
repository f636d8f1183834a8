/*
 * leaves-quickly.c - it ends with 0 before it has a total.
 *
 * Refused by total as crash
 */
#include "exercise.h"

#include <stdlib.h>

long total(struct workload load)
{
    quick_exit(load.threads < 0);
}
