/* clock.h - vector clocks (Mattern, 1989; Fidge, 1988). */
#ifndef CLOCK_H
#define CLOCK_H

#include "core/set.h"

#include <stddef.h>
#include <stdint.h>

/* A vector clock: how far each thread had come, as far as whoever has the clock knows. One that is
 * kept ends with the last whole unit in which it knows something; see clock_size. */
struct clock {
    _Alignas(16) uint32_t known; /* entries from here on are 0 */
    uint32_t at[MAX_THREADS];
};

/* Few threads are known to most clocks: loops over them pay only as they are. */
#define AS_IT_IS _Pragma("clang loop vectorize(disable) interleave(disable) unroll(disable)")

/* What clocks are copied in. */
typedef uint32_t clock_unit __attribute__((vector_size(16), may_alias));

/* The bytes of a clock that knows of so many threads: whole units. */
static inline size_t clock_size(uint32_t known)
{
    return (known / 4 + 1) * sizeof(clock_unit);
}

static inline uint32_t clock_at(const struct clock *clock, int thread)
{
    return (uint32_t)thread < clock->known ? clock->at[thread] : 0;
}

static inline void clock_copy(struct clock *to, const struct clock *from)
{
    const size_t size = clock_size(from->known);
    AS_IT_IS
    for (size_t at = 0; at < size; at += sizeof(clock_unit)) {
        *(clock_unit *)((char *)to + at) = *(const clock_unit *)((const char *)from + at);
    }
}

static inline void clock_join(struct clock *to, const struct clock *from)
{
    const uint32_t known = from->known, before = to->known;
    const uint32_t both = before < known ? before : known;
    AS_IT_IS
    for (uint32_t i = 0; i < both; i++) {
        to->at[i] = to->at[i] < from->at[i] ? from->at[i] : to->at[i];
    }
    AS_IT_IS
    for (uint32_t i = both; i < known; i++) {
        to->at[i] = from->at[i];
    }
    to->known = before < known ? known : before;
}

#endif
