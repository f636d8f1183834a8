/* search.c - see search.h. */
#include "search/search.h"

#include "search/parallel.h"
#include "search/tally.h"

#include <time.h>

enum {
    CLOCK_EVERY = 32, /* executions, or so many events: some executions are long */
    CLOCK_EVENTS = 1 << 20,
};

#define STATE __attribute__((section("interleave_state")))

STATE static uint64_t events_since = 0;
STATE static double latest = 0; /* for the search under way; 0: whenever */

int __real_clock_gettime(clockid_t, struct timespec *);

double search_now(void)
{
    struct timespec time;
    __real_clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void search_limit(double until)
{
    latest = until;
}

bool search_time_is_up(void)
{
    return latest != 0 && search_now() >= latest;
}

enum ended search_run(void)
{
    engine_run();
    if (engine.strategy == &prove_strategy) {
        prove_end();
    }
    tally_execution();
    if (engine.refused != NULL) {
        return FOUND;
    }
    if (engine.out_of_time) {
        return OUT_OF_BUDGET;
    }
    if (engine.again) {
        return AGAIN;
    }
    return engine.options.stop_at_first && engine.failures != 0 ? FOUND : COMPLETE;
}

/* Asked after each execution; the clock is looked at now and then. */
static bool time_is_up(double until)
{
    events_since += engine.events;
    if (until == 0 || (engine.execution % CLOCK_EVERY != 0 && events_since < CLOCK_EVENTS)) {
        return false;
    }
    events_since = 0;
    return search_now() >= until;
}

/* executions: how many there may be, 0 for any number. */
static enum ended go_on(unsigned long executions, double until, bool may_divide)
{
    for (unsigned long done = 1;; done++) {
        if (may_divide && done == (unsigned long)engine.options.divide_after) {
            return parallel_go_on(until);
        }
        if (!engine.strategy->next()) {
            return COMPLETE;
        }
        if ((executions != 0 && done >= executions) || time_is_up(until)) {
            return OUT_OF_BUDGET;
        }
        const enum ended ended = search_run();
        if (ended != COMPLETE) {
            return ended;
        }
    }
}

enum ended search_go_on(double until, bool may_divide)
{
    latest = until;
    return go_on(0, until, may_divide);
}

enum ended search(const struct strategy *strategy, unsigned long executions, double until)
{
    engine.strategy = (struct strategy *)strategy;
    engine.sections = engine.stores_commute = engine.skips_turns = false;
    latest = until;
    for (;;) {
        strategy->begin();
        enum ended ended = search_run();
        if (ended == COMPLETE) {
            ended = go_on(executions, until, strategy == &prove_strategy && executions == 0);
        }
        if (ended != AGAIN) {
            if (strategy->samples) {
                tally_sampled(strategy);
            }
            return ended;
        }
        engine.again = false;
        tally_forget();
    }
}
