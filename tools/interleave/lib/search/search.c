/* search.c - see search.h. */
#include "search/search.h"

#include "engine/schedule.h"
#include "memory/back.h"
#include "search/parallel.h"
#include "search/tally.h"

enum {
    CLOCK_EVERY = 32, /* executions, or so many events: some executions are long */
    CLOCK_EVENTS = 1 << 20,
};

STATE static uint64_t events_since = 0;

/* Where only what begins like a schedule is searched, that is done first. */
STATE static struct schedule from = {.count = 0};

bool search_from(const char *schedule)
{
    schedule_release(&from);
    return schedule == NULL || schedule_read(schedule, &from);
}

static void go_to_beginning(void)
{
    engine.interrupts_wanted |= from.interrupts;
    engine.weak_wanted = engine.weak_wanted || schedule_has_orders(&from);
    schedule_lead(&from, NULL);
}

/* From where the execution is not the one before any more, if there is a mark. */
static void run(void)
{
    const bool samples = engine.strategy->samples && from.count == 0;
    const bool proves = engine.strategy->proves && from.count == 0;
    if ((samples && back_run(-1)) || (proves && back_run(path.kept - 1))) {
        return;
    }
    engine.before_choice = samples ? back_mark_first : NULL;
    back_begin();
    engine_run();
}

/* For tests: learns what there is to learn of the program on its first execution's way. */
static void run_to_learn(const struct strategy *strategy)
{
    const bool again = engine.again;
    engine_run();
    engine.again = again;
    back_forget();
    strategy->begin();
}

enum ended search_run(void)
{
    if (from.count != 0) {
        go_to_beginning();
    }
    run();
    engine.replaying = false; /* it may have ended on its way to the beginning */
    if (strategy_proves()) {
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
    if (until == 0 || (engine.begun % CLOCK_EVERY != 0 && events_since < CLOCK_EVENTS)) {
        return false;
    }
    events_since = 0;
    return deadline_now() >= until;
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
    deadline_set(until);
    return go_on(0, until, may_divide);
}

enum ended search(const struct strategy *strategy, unsigned long executions, double until)
{
    engine.strategy = (struct strategy *)strategy;
    engine.sections = engine.stores_commute = engine.skips_turns = false;
    deadline_set(until);
    for (;;) {
        strategy->begin();
        back_forget();
        if (engine.options.compare_marks && from.count == 0) {
            run_to_learn(strategy);
        }
        enum ended ended = search_run();
        if (ended == COMPLETE) {
            ended = go_on(executions, until, strategy->proves && executions == 0);
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
