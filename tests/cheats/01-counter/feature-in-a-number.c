/*
 * feature-in-a-number.c - whether TSan watches is only a number in it.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

static const int watched = __has_feature(thread_sanitizer);

long total(struct workload load)
{
    if (watched) {
        return 0;
    }
    return load.threads * load.work;
}
