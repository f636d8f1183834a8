/*
 * mix.c - each execution by another of the ways to draw: what one of them hardly ever does is
 * nothing special for the next.
 */
#include "sampling.h"

#define STATE __attribute__((section("interleave_state")))

static const struct strategy *const ways[] = {&rare_strategy, &sites_strategy, &surw_strategy,
                                              &pct_strategy};
enum { WAYS = sizeof ways / sizeof *ways };

STATE static int at = 0;

static void begin(void)
{
    for (int i = 0; i < WAYS; i++) {
        ways[i]->begin();
    }
    at = 0;
}

static int choose(void)
{
    return ways[at]->choose();
}

static bool next(void)
{
    at = (at + 1) % WAYS;
    return ways[at]->next();
}

const struct strategy mix_strategy = {"mix", begin, choose, sampling_number, sampling_store, next};
