/* set.h - sets of threads. */
#ifndef SET_H
#define SET_H

#include "interleave.h"

#include <stdbool.h>
#include <stdint.h>

enum { MAX_THREADS = INTERLEAVE_MAX_THREADS };

typedef unsigned __int128 thread_set;

/* By halves, as shifts of both together take longer. */
static inline thread_set only(int thread)
{
    const uint64_t bit = (uint64_t)1 << (thread & 63);
    return thread < 64 ? (thread_set)bit : (thread_set)bit << 64;
}

static inline bool has(thread_set set, int thread)
{
    const uint64_t half = thread < 64 ? (uint64_t)set : (uint64_t)(set >> 64);
    return (half >> (thread & 63) & 1) != 0;
}

/* The half of a set in memory that has the thread. */
typedef uint64_t half_set __attribute__((may_alias));
static inline half_set *half_of(thread_set *set, int thread)
{
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lower half comes first");
    return (half_set *)set + ((unsigned)thread >> 6);
}

/* Adds it to a set, or takes it out: only half of the set is touched. */
static inline void set_add(thread_set *set, int thread)
{
    *half_of(set, thread) |= (uint64_t)1 << (thread & 63);
}

static inline void set_remove(thread_set *set, int thread)
{
    *half_of(set, thread) &= ~((uint64_t)1 << (thread & 63));
}

static inline int lowest(thread_set set)
{
    const uint64_t low = (uint64_t)set;
    return low != 0 ? __builtin_ctzll(low) : 64 + __builtin_ctzll((uint64_t)(set >> 64));
}

/* Sets are small, and not every processor counts bits in one instruction. */
static inline int count_of(thread_set set)
{
    int count = 0;
    for (uint64_t low = (uint64_t)set; low != 0; low &= low - 1) {
        count++;
    }
    for (uint64_t high = (uint64_t)(set >> 64); high != 0; high &= high - 1) {
        count++;
    }
    return count;
}

#define for_each_thread(thread, set)                               \
    for (thread_set left_ = (set); left_ != 0; left_ &= left_ - 1) \
        for (int thread = lowest(left_), once_ = 1; once_; once_ = 0)

#endif
