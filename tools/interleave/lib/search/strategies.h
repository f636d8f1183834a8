/*
 * strategies.h - in which order schedules are tried: one file for each way.
 *
 * Those that search a tree share its path: a node for each step and each other choice.
 */
#ifndef STRATEGIES_H
#define STRATEGIES_H

#include "core/path.h"
#include "core/random.h"
#include "core/strategy.h"
#include "engine/engine.h"

extern const struct strategy find_strategy, prove_strategy, random_strategy, pct_strategy,
    pos_strategy, surw_strategy, sites_strategy, rare_strategy, rff_strategy, delay_strategy,
    mix_strategy, fair_strategy;

/*
 * Before a node is done again as it was: what is a step may have changed in this very execution,
 * and then the nodes that are kept no longer fit it; a thread would do a step that it can't. The
 * search begins anew anyway, so the execution ends.
 */
static inline void path_must_fit(void)
{
    if (__builtin_expect(engine.again, 0)) {
        engine.cut = true;
        engine_end();
    }
}

/* Whether what comes next is to be done as before; then *chosen is it. */
static inline bool path_repeats(int *chosen)
{
    if (path.length < path.kept) {
        path_must_fit();
        *chosen = path.nodes[path.length++].chosen;
        return true;
    }
    return false;
}

/* For find: how many preemptions are allowed now, and whether more would show more. */
void find_bound(int preemptions);
bool find_was_bounded(void);

/*
 * For pct: how many executions it has drawn since the longest one that was seen; and the most that
 * the chance can be that these, with so many threads, all missed a bug of the depth, that is, one
 * that shows if that many steps come in a certain order. Where ways to draw take turns, it is told
 * of each execution how many steps it had.
 */
void pct_saw(long steps);
unsigned long pct_executions(void);
double pct_missed(int depth, int threads);

/* For those that build on pos: one of the threads, which can go on; all priorities anew. */
int pos_choose(thread_set threads);
void pos_forget(void);

/* For delay: whether there is a kind of step that was never delayed. */
bool delay_tries_new(void);

/* For prove, between two executions: about how much of the tree was seen, from 0 to 1. Of a node,
 * all that is known to be tried there is taken to be as large (Kilby, Slaney, Thiebaux, Walsh,
 * "Estimating search tree size", AAAI 2006); as more will be known, it is rather too much. */
double prove_progress(void);

/* For prove: what the threads announced but did not do still counts. Before next. */
void prove_end(void);

/*
 * For prove, to divide what is left (parallel.h). Whether there is more to try at a node of the
 * path than is on it; when all below the chosen one was seen, or another process sees to it; to
 * choose the next one, with all that is below to come. From which node on they are this process's.
 */
bool prove_has_more(int at);
void prove_leave(int at);
void prove_take(int at);
void prove_own_from(int at);

#endif
