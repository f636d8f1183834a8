/*
 * another-library.c - it brings code that is not instrumented.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <dlfcn.h>
#include <stddef.h>

long total(struct workload load)
{
    if (dlopen("./helper.so", RTLD_NOW) == NULL) {
        return 0;
    }
    return load.threads * load.work;
}
