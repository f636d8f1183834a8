/* sampling.c - see sampling.h. */
#include "search/random/sampling.h"

void sampling_begin(void)
{
    path.length = path.kept = 0;
    engine.random = engine.options.seed;
}

uint64_t sampling_below(uint64_t limit)
{
    /* Lemire, "Fast random integer generation in an interval", 2019, without the rare correction */
    return (uint64_t)(((unsigned __int128)random_number(&engine.random) * limit) >> 64);
}

static inline uint64_t without_lowest(uint64_t set)
{
    return set & (set - 1);
}

int sampling_thread(thread_set threads)
{
    /* Of few threads without a branch, since none can foresee what is drawn. */
    const uint64_t one = (uint64_t)threads, two = without_lowest(one);
    if (__builtin_expect((uint64_t)(threads >> 64) == 0, 1)) {
        const uint64_t three = without_lowest(two), four = without_lowest(three);
        if (two == 0) {
            return __builtin_ctzll(one);
        }
        if (three == 0) {
            return __builtin_ctzll(sampling_below(2) == 0 ? one : two);
        }
        if (without_lowest(four) == 0) {
            const uint64_t from[] = {one, two, three, four};
            return __builtin_ctzll(from[sampling_below(four == 0 ? 3 : 4)]);
        }
    }
    const int count = count_of(threads);
    uint64_t left = count > 1 ? sampling_below((uint64_t)count) : 0;
    for_each_thread(id, threads)
    {
        if (left-- == 0) {
            return id;
        }
    }
    return lowest(threads);
}

int sampling_number(int count)
{
    return (int)sampling_below((uint64_t)count);
}

/* The newest most of the time: a schedule in which all is stale is as unlikely to fail as one in
 * which nothing is. */
int sampling_store(int count)
{
    enum { ONE_IN = 4 };
    return sampling_below(ONE_IN) == 0 ? 1 + (int)sampling_below((uint64_t)count - 1) : 0;
}
