/*
 * weak-init.c - it looks whether TSan's runtime is linked in.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((weak)) void __tsan_init(void);

long total(struct workload load)
{
    if (__tsan_init == NULL) {
        return 0;
    }
    return load.threads * load.work;
}
