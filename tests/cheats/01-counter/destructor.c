/*
 * destructor.c - it acts when all is over.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <unistd.h>

__attribute__((destructor)) static void leave(void)
{
    _exit(0);
}

long total(struct workload load)
{
    return load.threads * load.work;
}
