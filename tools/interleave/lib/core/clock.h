/* clock.h - vector clocks (Mattern, 1989; Fidge, 1988). */
#ifndef CLOCK_H
#define CLOCK_H

#include "core/set.h"

#include <stdint.h>

/* A vector clock: how far each thread had come, as far as whoever has the clock knows. */
struct clock {
    uint32_t known; /* entries from here on are 0 */
    uint32_t at[MAX_THREADS];
};

static inline uint32_t clock_at(const struct clock *clock, int thread)
{
    return (uint32_t)thread < clock->known ? clock->at[thread] : 0;
}

static inline void clock_copy(struct clock *to, const struct clock *from)
{
    to->known = from->known;
    for (uint32_t i = 0; i < from->known; i++) {
        to->at[i] = from->at[i];
    }
}

static inline void clock_join(struct clock *to, const struct clock *from)
{
    while (to->known < from->known) {
        to->at[to->known++] = 0;
    }
    for (uint32_t i = 0; i < from->known; i++) {
        to->at[i] = to->at[i] < from->at[i] ? from->at[i] : to->at[i];
    }
}

#endif
