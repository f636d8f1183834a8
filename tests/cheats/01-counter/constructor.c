/*
 * constructor.c - it acts before main, where the harness has not hidden yet who watches.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((constructor)) static void look(void)
{
}

long total(struct workload load)
{
    return load.threads * load.work;
}
