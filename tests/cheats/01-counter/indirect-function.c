/*
 * indirect-function.c - which function it is is decided by a function that the loader calls.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <stddef.h>

static long right(long product)
{
    return product;
}

static long (*resolve(void))(long)
{
    return right;
}

long decided(long product) __attribute__((ifunc("resolve")));

long total(struct workload load)
{
    return decided(load.threads * load.work);
}
