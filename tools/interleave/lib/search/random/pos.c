/*
 * pos.c - partial order sampling: each announced step has a random priority, and the highest is
 * done; whoever's announced step depends on it draws anew. (Yuan, Yang, Gu, "Partial order aware
 * concurrency sampling", CAV 2018.)
 */
#include "search/random/sampling.h"

STATE static uint64_t priority[MAX_THREADS] = {0}; /* 0: to be drawn */

static bool depends(const struct step *one, const struct step *other)
{
    for (int i = 0; i < one->places; i++) {
        for (int j = 0; j < other->places; j++) {
            if (one->place[i] == other->place[j] && (one->writes || other->writes)) {
                return true;
            }
        }
    }
    return false;
}

void pos_forget(void)
{
    path.length = path.kept = 0;
    for (int i = 0; i < MAX_THREADS; i++) {
        priority[i] = 0;
    }
}

static void begin(void)
{
    sampling_begin();
    pos_forget();
}

int pos_choose(thread_set threads)
{
    int best = -1;
    for_each_thread(id, threads)
    {
        if (priority[id] == 0) {
            priority[id] = 1 + sampling_below(UINT64_MAX);
        }
        best = best < 0 || priority[id] > priority[best] ? id : best;
    }
    const struct step *done = &engine.threads[best].next;
    for_each_thread(id, engine.enabled)
    {
        if (id == best || depends(done, &engine.threads[id].next)) {
            priority[id] = 0;
        }
    }
    return best;
}

static int choose(void)
{
    return pos_choose(engine.enabled);
}

static bool next(void)
{
    pos_forget();
    return true;
}

const struct strategy pos_strategy = {.name = "pos",
                                      .samples = true,
                                      .begin = begin,
                                      .choose = choose,
                                      .choose_number = sampling_number,
                                      .choose_store = sampling_store,
                                      .next = next};
