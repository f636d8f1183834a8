/*
 * mix.c - each execution by another of the ways to draw: what one of them hardly ever does is
 * nothing special for the next.
 *
 * At first delay.c goes through the kinds of steps that it knows: that one of them comes late is
 * what most bugs need, and in a small program there are few. Then it has every other turn. rff.c
 * has every fourth, for what needs several reads to see certain writes; SURW and PCT have the rest,
 * for what neither has a notion of, and for PCT's bound. Those that learn do so from all
 * executions.
 */
#include "search/random/sampling.h"

static const struct strategy *const turns[] = {
    &delay_strategy, &rff_strategy, &delay_strategy, &surw_strategy,
    &delay_strategy, &rff_strategy, &delay_strategy, &pct_strategy,
};
enum { TURNS = sizeof turns / sizeof *turns, MOST_AT_FIRST = 8 };

STATE static int at = 0;
STATE static int at_first = 0; /* executions before the turns begin */

static void begin(void)
{
    for (int i = TURNS - 1; i >= 0; i--) {
        turns[i]->begin();
    }
    at = at_first = 0;
}

static int choose(void)
{
    return turns[at]->choose();
}

static void note(int thread)
{
    rff_strategy.note(thread); /* before what is known of places changes */
    delay_strategy.note(thread);
}

static bool next(void)
{
    pct_saw(engine.steps);
    if (at_first < MOST_AT_FIRST && delay_tries_new()) {
        at_first++;
    } else {
        at_first = MOST_AT_FIRST;
        at = (at + 1) % TURNS;
    }
    return turns[at]->next();
}

const struct strategy mix_strategy = {.name = "mix",
                                      .samples = true,
                                      .begin = begin,
                                      .choose = choose,
                                      .note = note,
                                      .choose_number = sampling_number,
                                      .choose_store = sampling_store,
                                      .next = next};
