/* sampling.c - see sampling.h. */
#include "sampling.h"

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

int sampling_thread(thread_set threads)
{
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
