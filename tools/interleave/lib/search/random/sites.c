/*
 * sites.c - a random walk over sites of the source instead of over threads.
 *
 * A hundred threads that do the same are one kind; whether the one thread that does something else
 * comes before or after the first of them is then a matter of one in a hundred for a walk over
 * threads. So first a site is drawn, among those at which threads are about to do their step, and
 * then one of its threads. And as in a selectively uniform random walk (surw.c), for each execution
 * a place is drawn where the order matters, but here all who come to it wait until nobody can do
 * anything else: then the walk decides between them with all in view.
 */
#include "search/random/sampling.h"
#include "search/random/spots.h"

enum { NO_PLACE_ONE_IN = 4 };

STATE static struct place *place = NULL; /* of this execution; NULL: none */

static void draw(void)
{
    path.length = path.kept = 0;
    place = sampling_below(NO_PLACE_ONE_IN) > 0 ? spots_draw() : NULL;
}

static void begin(void)
{
    sampling_begin();
    spots_begin();
    draw();
}

/* The threads whose step is at the same site as that one's. */
static thread_set those_with(int thread, thread_set threads)
{
    thread_set all = 0;
    for_each_thread(id, threads)
    {
        all |= engine.threads[id].next.pc == engine.threads[thread].next.pc ? only(id) : 0;
    }
    return all;
}

static thread_set draw_site(thread_set threads)
{
    thread_set drawn = 0;
    uint64_t sites = 0;
    while (threads != 0) {
        const thread_set same = those_with(lowest(threads), threads);
        if (sampling_below(++sites) == 0) {
            drawn = same; /* each of those so far is as likely */
        }
        threads &= ~same;
    }
    return drawn;
}

static int choose(void)
{
    thread_set elsewhere = 0;
    for_each_thread(id, engine.enabled)
    {
        elsewhere |= place == NULL || !spots_is_at(id, place) ? only(id) : 0;
    }
    return sampling_thread(draw_site(elsewhere != 0 ? elsewhere : engine.enabled));
}

static bool next(void)
{
    draw();
    return true;
}

const struct strategy sites_strategy = {.name = "sites",
                                        .samples = true,
                                        .begin = begin,
                                        .choose = choose,
                                        .note = spots_note,
                                        .choose_number = sampling_number,
                                        .choose_store = sampling_store,
                                        .next = next};
