/*
 * rare.c - a walk that prefers what was seen least.
 *
 * What an execution does is decided by what each step comes after: which store a load reads from,
 * which section a lock follows. Fuzzing by reads-from pairs (Wolff, Shi, Duck, Mathur,
 * Roychoudhury, "Greybox fuzzing for concurrency testing", ASPLOS 2024) keeps schedules that showed
 * new pairs, and mutates them. Here the walk itself looks ahead: of each thread that can go on it
 * is known which pair of sites its step would make, and a pair is drawn the less often the more
 * often it was seen. Threads at the same site that would make the same pair are one kind (sites.c
 * says why).
 */
#include "search/random/sampling.h"
#include "search/random/spots.h"

#include <string.h>

enum { PAIRS = 1 << 18, EVENLY_ONE_IN = 8, UNIT = 1 << 20 };

/* How often each pair was seen; two that fall together are taken for one. */
STATE static uint32_t seen[PAIRS] = {0};

static void begin(void)
{
    sampling_begin();
    spots_begin();
    memset(seen, 0, sizeof seen);
}

static uint32_t *pair_of(int thread)
{
    const struct step *step = &engine.threads[thread].next;
    uint64_t hash = (uintptr_t)step->pc;
    for (int i = 0; i < step->places; i++) {
        hash = hash * 0x9e3779b97f4a7c15u + (uintptr_t)spots_before(step->place[i], step->writes);
    }
    return &seen[(hash * 0x9e3779b97f4a7c15u >> 40) % PAIRS];
}

/* One of the kinds, each as likely as its weight says; then one of its threads. */
static int draw(thread_set threads, bool evenly)
{
    thread_set drawn = 0;
    uint64_t all = 0;
    while (threads != 0) {
        const uint32_t *pair = pair_of(lowest(threads));
        thread_set same = 0;
        for_each_thread(id, threads)
        {
            same |= pair_of(id) == pair ? only(id) : 0;
        }
        const uint64_t weight = evenly ? 1 : 1 + UNIT / (1 + (uint64_t)*pair * *pair);
        all += weight;
        drawn = sampling_below(all) < weight ? same : drawn;
        threads &= ~same;
    }
    return sampling_thread(drawn);
}

static int choose(void)
{
    return draw(engine.enabled, sampling_below(EVENLY_ONE_IN) == 0);
}

static void note(int thread)
{
    uint32_t *pair = pair_of(thread);
    *pair += *pair < 10000;
    spots_note(thread);
}

static bool next(void)
{
    path.length = path.kept = 0;
    return true;
}

const struct strategy rare_strategy = {.name = "rare",
                                       .samples = true,
                                       .begin = begin,
                                       .choose = choose,
                                       .note = note,
                                       .choose_number = sampling_number,
                                       .choose_store = sampling_store,
                                       .next = next};
