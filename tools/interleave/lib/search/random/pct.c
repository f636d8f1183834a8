/*
 * pct.c - random priorities, lowered at few random steps: Burckhardt, Kothari, Musuvathi,
 * Nagarakatte, "A randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010.
 */
#include "search/random/sampling.h"

enum { MOST_CHANGES = 4 };

STATE static long longest = 0; /* execution so far, in steps */
STATE static long changes[MOST_CHANGES] = {0};
STATE static int change_count = 0;
STATE static uint32_t priority[MAX_THREADS] = {0};
STATE static int drawn = 0;                /* threads that have a priority */
STATE static unsigned long executions = 0; /* that were drawn with what is the longest now */
STATE static uint32_t counted = 0;         /* the last of them */

static void draw(void)
{
    path.length = path.kept = 0;
    drawn = 0;
    change_count = (int)sampling_below(MOST_CHANGES + 1);
    for (int i = 0; i < change_count; i++) {
        changes[i] = 1 + (long)sampling_below((uint64_t)(longest > 0 ? longest : 10));
    }
}

static void begin(void)
{
    sampling_begin();
    longest = 0;
    executions = 0;
    draw();
}

static int highest(thread_set threads)
{
    int best = -1;
    for_each_thread(id, threads)
    {
        best = best < 0 || priority[id] > priority[best] ? id : best;
    }
    return best;
}

static int choose(void)
{
    if (counted != engine.begun) {
        counted = engine.begun;
        executions++;
    }
    for (; drawn < engine.count; drawn++) {
        priority[drawn] = (uint32_t)sampling_below(1u << 30) + MOST_CHANGES + 1;
    }
    const int best = highest(engine.enabled);
    for (int i = 0; i < change_count; i++) {
        if (changes[i] == engine.steps) {
            priority[best] = (uint32_t)i; /* lower than all that were drawn */
            return highest(engine.enabled);
        }
    }
    return best;
}

/* Where steps are changed is drawn among as many as the longest execution has: what was drawn
 * before that was known doesn't count. */
void pct_saw(long steps)
{
    if (steps > longest) {
        longest = steps;
        executions = 0;
    }
}

unsigned long pct_executions(void)
{
    return executions;
}

/* Each depth up to the most changes and one is drawn as often; with the depth less one changes, one
 * execution finds the bug with a chance of 1 / (n k^(d-1)): theorem 9 there. */
double pct_missed(int depth, int threads)
{
    double finds = 1.0 / (MOST_CHANGES + 1) / threads;
    for (int i = 1; i < depth; i++) {
        finds /= longest > 0 ? (double)longest : 1;
    }
    double missed = 1, power = 1 - finds;
    for (unsigned long left = executions; left != 0; left >>= 1) {
        missed *= left % 2 == 1 ? power : 1;
        power *= power;
    }
    return missed;
}

static bool next(void)
{
    pct_saw(engine.steps);
    draw();
    return true;
}

const struct strategy pct_strategy = {.name = "pct",
                                      .samples = true,
                                      .begin = begin,
                                      .choose = choose,
                                      .choose_number = sampling_number,
                                      .choose_store = sampling_store,
                                      .next = next};
