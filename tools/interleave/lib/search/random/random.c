/* random.c - a random walk: at each step any thread that can go on, each as likely. */
#include "search/random/sampling.h"

static int choose(void)
{
    return sampling_thread(engine.enabled);
}

static bool next(void)
{
    path.length = path.kept = 0;
    return true;
}

const struct strategy random_strategy = {.name = "random",
                                         .samples = true,
                                         .begin = sampling_begin,
                                         .choose = choose,
                                         .choose_number = sampling_number,
                                         .choose_store = sampling_store,
                                         .next = next};
