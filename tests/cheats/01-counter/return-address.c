/*
 * return-address.c - it finds its way into who called it.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <stddef.h>

long total(struct workload load)
{
    if (__builtin_return_address(0) == NULL) {
        return 0;
    }
    return load.threads * load.work;
}
