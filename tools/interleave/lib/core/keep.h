/*
 * keep.h - the state of an execution as a row of copies, one behind the other; see memory/back.h.
 * What is kept is put back in the same order.
 */
#ifndef KEEP_H
#define KEEP_H

#include "core/real.h"

#include <stdbool.h>
#include <stdint.h>

struct keep {
    char *at;        /* of the next copy */
    const char *end; /* of the room for them */
    bool full;       /* something had no room */
};

/* A constant size makes it a few moves. Sizes are rounded up, so that all copies are aligned. */
__attribute__((always_inline)) static inline void keep(struct keep *keep, const void *from,
                                                       size_t size)
{
    if (__builtin_expect((size_t)(keep->end - keep->at) < size + 16, 0)) {
        keep->full = true;
        return;
    }
    __builtin_memcpy(keep->at, from, size);
    keep->at += (size + 15) & ~(size_t)15;
}

__attribute__((always_inline)) static inline void keep_put_back(struct keep *keep, void *to,
                                                                size_t size)
{
    __builtin_memcpy(to, keep->at, size);
    keep->at += (size + 15) & ~(size_t)15;
}

/* The next copy where it is, instead. */
static inline void *keep_next(struct keep *keep, size_t size)
{
    void *copy = keep->at;
    keep->at += (size + 15) & ~(size_t)15;
    return copy;
}

#endif
