/*
 * strategy.h - what a way to search (search/strategies.h) does for an execution: it is asked for a
 * thread at each step, and between executions whether there is another one to try.
 */
#ifndef STRATEGY_H
#define STRATEGY_H

#include "core/execution.h"

struct strategy {
    const char *name;
    bool samples; /* at random: there is always another one */
    bool
        takes_turns; /* threads do a step each; time-outs, too, come true for one after the other */
    bool proves;     /* what it leaves out shows in another execution */
    bool bounds_preemptions;
    bool is_asked; /* somebody outside chooses each step: see search/commanded.h */
    /* Before the first execution, and whenever the search begins anew. */
    void (*begin)(void);
    /* The thread whose announced step is done next: one of engine.enabled, which isn't empty. */
    int (*choose)(void);
    /* Of a thread that was chosen, before it does its step; NULL: nothing is to be noted. */
    void (*note)(int thread);
    /* A number below count. */
    int (*choose_number)(int count);
    /* The same, of what there is beside the newest store: 0 is what would be read without it. */
    int (*choose_store)(int count);
    /* Of one that takes turns: a thread was started; the running one is about to sleep for so many
     * ns, by the call at pc. */
    void (*starts_thread)(void);
    void (*sleeps)(int64_t time, const void *pc);
    /* After an execution. False if there is no other one to try. */
    bool (*next)(void);
};

/* Whether the execution is one of a proof. (A replay has no strategy.) */
static inline bool strategy_proves(void)
{
    return engine.strategy != NULL && engine.strategy->proves;
}

/* Whether in the execution the threads just take turns. */
static inline bool strategy_takes_turns(void)
{
    return engine.strategy != NULL && engine.strategy->takes_turns;
}

#endif
