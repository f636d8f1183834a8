/*
 * no-threads.c - the total is a product, and nobody has worked for it.
 *
 * Refused by total as no-threads
 */
#include "exercise.h"

long total(struct workload load)
{
    return load.threads * load.work;
}
