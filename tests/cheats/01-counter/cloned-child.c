/*
 * cloned-child.c - a thread that is none of pthreads.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stddef.h>

int clone(int (*)(void *), void *, int, void *, ...);

static int count(void *work)
{
    return work == NULL;
}

long total(struct workload load)
{
    static char stack[65536];
    clone(count, stack + sizeof stack, 0, NULL);
    return load.threads * load.work;
}
