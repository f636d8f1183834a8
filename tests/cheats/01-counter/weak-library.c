/*
 * weak-library.c - it looks whether the library of mathematics is linked in, as TSan wants it to
 * be.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((weak)) double lgamma_r(double, int *);

long total(struct workload load)
{
    if (lgamma_r == NULL) {
        return 0;
    }
    return load.threads * load.work;
}
