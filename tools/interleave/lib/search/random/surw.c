/*
 * surw.c - a selectively uniform random walk (Zhao and others, "Selectively uniform concurrency
 * testing", ASPLOS 2025).
 *
 * To choose evenly among threads is not to choose evenly among interleavings: a thread with many
 * steps to go would end late. If each is chosen as often as it has steps left, all interleavings
 * are as likely. That is wanted of few steps only: for each execution one place is drawn where
 * the order may matter. Which thread is the next to have a step there is drawn, by how many each
 * has left there; the others wait when they come to it. All other steps are chosen evenly.
 *
 * How many steps a thread has at a place is known from earlier executions (spots.h). What threads
 * have that aren't started yet, counts for the main thread.
 */
#include "search/random/sampling.h"
#include "search/random/spots.h"

STATE static struct place *place = NULL;       /* of this execution; NULL: none */
STATE static uint32_t done[MAX_THREADS] = {0}; /* steps there */
STATE static int intended = -1;                /* who has the next one */
STATE static int known_threads = 0;            /* when that was drawn */

static void draw(void)
{
    path.length = path.kept = 0;
    place = spots_draw();
    intended = -1;
    for (int i = 0; i < MAX_THREADS; i++) {
        done[i] = 0;
    }
}

static void begin(void)
{
    sampling_begin();
    spots_begin();
    draw();
}

/* How many steps it has left at the place, as far as is known. */
static uint64_t left_to(int thread)
{
    const uint32_t expected = spots_expected(place, thread);
    const uint64_t left = expected > done[thread] ? expected - done[thread] : 0;
    return left == 0 && thread < engine.count && spots_is_at(thread, place) ? 1 : left;
}

static uint64_t weight_of(int thread)
{
    if (engine.threads[thread].state != ALIVE) {
        return 0;
    }
    uint64_t weight = left_to(thread);
    for (int i = engine.count; thread == 0 && i < MAX_THREADS; i++) {
        weight += left_to(i);
    }
    return weight;
}

/* One of the threads, by weight; -1 if none has any. */
static int draw_by_weight(thread_set threads)
{
    uint64_t all = 0;
    for_each_thread(id, threads)
    {
        all += weight_of(id);
    }
    uint64_t left = all > 0 ? sampling_below(all) : 0;
    for_each_thread(id, threads)
    {
        const uint64_t weight = weight_of(id);
        if (left < weight) {
            return id;
        }
        left -= weight;
    }
    return -1;
}

static thread_set all_threads(void)
{
    return engine.count < MAX_THREADS ? only(engine.count) - 1 : ~(thread_set)0;
}

static int choose_with_place(void)
{
    if (intended < 0 || known_threads != engine.count || engine.threads[intended].state != ALIVE) {
        intended = draw_by_weight(all_threads());
        known_threads = engine.count;
    }
    thread_set candidates = 0;
    for_each_thread(id, engine.enabled)
    {
        candidates |= !spots_is_at(id, place) ? only(id) : 0;
    }
    if (intended >= 0) {
        candidates |= engine.enabled & only(intended);
    }
    if (candidates == 0) { /* the one that was intended can't go on */
        intended = draw_by_weight(engine.enabled);
        candidates = intended >= 0 ? only(intended) : engine.enabled;
    }
    const int chosen = sampling_thread(candidates);
    if (spots_is_at(chosen, place)) {
        done[chosen]++;
        intended = -1;
    }
    return chosen;
}

static int choose(void)
{
    return place != NULL ? choose_with_place() : sampling_thread(engine.enabled);
}

static bool next(void)
{
    draw();
    return true;
}

const struct strategy surw_strategy = {.name = "surw",
                                       .samples = true,
                                       .begin = begin,
                                       .choose = choose,
                                       .note = spots_note,
                                       .choose_number = sampling_number,
                                       .choose_store = sampling_store,
                                       .next = next};
