/*
 * asks-the-contract.c - it asks the contract what must come out.
 *
 * Refused as forges-result
 */
#include "exercise.h"

#include <stddef.h>

long total(struct workload load)
{
    return exercise.expected(load);
}
