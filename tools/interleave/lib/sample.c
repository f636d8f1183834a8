/*
 * sample.c - schedules drawn at random, for trees too large to search: a random walk, and PCT
 * (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic
 * guarantees of finding bugs", ASPLOS 2010): random priorities, lowered at few random steps.
 */
#include "strategy.h"

#define STATE __attribute__((section("interleave_state")))

enum { MOST_CHANGES = 4 };

STATE static long longest = 0; /* execution so far, in steps */
STATE static long changes[MOST_CHANGES] = {0};
STATE static int change_count = 0;
STATE static uint32_t priority[MAX_THREADS] = {0};
STATE static int drawn = 0; /* threads that have a priority */

static uint64_t below(uint64_t limit)
{
    /* Lemire, "Fast random integer generation in an interval", 2019, without the rare correction */
    return (uint64_t)(((unsigned __int128)random_number(&engine.random) * limit) >> 64);
}

static void draw(void)
{
    path.length = path.kept = 0;
    drawn = 0;
    change_count = (int)below(MOST_CHANGES + 1);
    for (int i = 0; i < change_count; i++) {
        changes[i] = 1 + (long)below((uint64_t)(longest > 0 ? longest : 10));
    }
}

static void begin(void)
{
    engine.random = engine.options.seed;
    longest = 0;
    draw();
}

static int choose_randomly(void)
{
    const int count = count_of(engine.enabled);
    uint64_t left = count > 1 ? below((uint64_t)count) : 0;
    for_each_thread(id, engine.enabled)
    {
        if (left-- == 0) {
            return id;
        }
    }
    return lowest(engine.enabled);
}

static int choose_by_priority(void)
{
    for (; drawn < engine.count; drawn++) {
        priority[drawn] = (uint32_t)below(1u << 30) + MOST_CHANGES + 1;
    }
    int best = -1;
    for_each_thread(id, engine.enabled)
    {
        best = best < 0 || priority[id] > priority[best] ? id : best;
    }
    for (int i = 0; i < change_count; i++) {
        if (changes[i] == engine.steps) {
            priority[best] = (uint32_t)i; /* lower than all that were drawn */
            int other = -1;
            for_each_thread(id, engine.enabled)
            {
                other = other < 0 || priority[id] > priority[other] ? id : other;
            }
            return other;
        }
    }
    return best;
}

static int choose_number(int count)
{
    return (int)below((uint64_t)count);
}

/* The newest most of the time: a schedule in which all is stale is as unlikely to fail as one in
 * which nothing is. */
static int choose_store(int count)
{
    enum { ONE_IN = 4 };
    return below(ONE_IN) == 0 ? 1 + (int)below((uint64_t)count - 1) : 0;
}

static bool next(void)
{
    longest = engine.steps > longest ? engine.steps : longest;
    draw();
    return true;
}

const struct strategy random_strategy = {"random",      begin,        choose_randomly,
                                         choose_number, choose_store, next};
const struct strategy pct_strategy = {"pct",         begin,        choose_by_priority,
                                      choose_number, choose_store, next};
