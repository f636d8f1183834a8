/*
 * delay.c - in each execution one class of step is delayed, another one each time.
 *
 * Most bugs need few steps to come late: a thread stops at a certain step, the others go on for
 * long, and then it goes on with what it knew before. PCT (pct.c) draws that step among all steps
 * of an execution. But most of these are alike: the same site and place in a loop, or in a hundred
 * threads that do the same. So it is drawn among classes here (classes.h), those first that were
 * delayed least: each is tried before any is tried again. Of a class that one thread comes to more
 * than once, it is the first, or second, … time.
 *
 * All threads that come to it wait until nobody can do anything else. What counts is what happens
 * meanwhile, so that those who may come to it mostly go first until they are there. Else the order
 * is pos.c's. Once each class was delayed alone, it is several at a time in some executions.
 */
#include "search/random/classes.h"
#include "search/random/sampling.h"
#include "search/random/spots.h"

enum { MOST_DELAYED = 4, ANOTHER_ONE_IN = 4, LEAD_ONE_IN = 2, UNIT = 1 << 20 };

struct delay {
    int class;
    uint32_t time; /* that a thread comes to it, from 1 */
};

STATE static uint32_t delayed[MOST_CLASSES] = {0}; /* executions in which each class was */
STATE static struct delay delays[MOST_DELAYED] = {{0}};
STATE static int count = 0;
STATE static thread_set leaders = 0; /* who go first, until they are there */

/* One of the classes at which order matters, the least delayed first; -1: none is known. */
static int draw_class(void)
{
    int drawn = -1;
    uint64_t all = 0;
    for (int i = 0; i < classes_count(); i++) {
        if (spots_matters(classes_numbered(i)->place)) {
            const uint64_t weight = 1 + UNIT / (1 + (uint64_t)delayed[i] * delayed[i]);
            all += weight;
            drawn = sampling_below(all) < weight ? i : drawn;
        }
    }
    return drawn;
}

static void draw(void)
{
    path.length = path.kept = 0;
    pos_forget();
    leaders = 0;
    bool another = true;
    for (count = 0; another && count < MOST_DELAYED; count++) {
        const int drawn = draw_class();
        if (drawn < 0) {
            return;
        }
        const struct step_class *class = classes_numbered(drawn);
        delays[count] = (struct delay){drawn, 1 + (uint32_t)sampling_below(class->most)};
        if (delayed[drawn] == 0 || sampling_below(LEAD_ONE_IN) == 0) {
            leaders |= only(sampling_thread(class->threads));
        }
        another = delayed[drawn]++ > 0 && sampling_below(ANOTHER_ONE_IN) == 0;
    }
}

bool delay_tries_new(void)
{
    for (int i = 0; i < classes_count(); i++) {
        if (delayed[i] == 0 && spots_matters(classes_numbered(i)->place)) {
            return true;
        }
    }
    return false;
}

static void begin(void)
{
    sampling_begin();
    spots_begin();
    classes_begin();
    for (int i = 0; i < MOST_CLASSES; i++) {
        delayed[i] = 0;
    }
    draw();
}

static bool is_delayed(int thread)
{
    for (int i = 0; i < count; i++) {
        const struct step_class *class = classes_numbered(delays[i].class);
        if (engine.threads[thread].next.pc == class->site && spots_is_at(thread, class->place) &&
            classes_done(class, thread) + 1 == delays[i].time) {
            return true;
        }
    }
    return false;
}

static int choose(void)
{
    thread_set others = 0;
    for_each_thread(id, engine.enabled)
    {
        others |= is_delayed(id) ? 0 : only(id);
    }
    const thread_set first = leaders & others;
    return pos_choose(first != 0 ? first : others != 0 ? others : engine.enabled);
}

static void note(int thread)
{
    classes_note(thread);
    spots_note(thread);
}

static bool next(void)
{
    draw();
    return true;
}

const struct strategy delay_strategy = {.name = "delay",
                                        .samples = true,
                                        .begin = begin,
                                        .choose = choose,
                                        .note = note,
                                        .choose_number = sampling_number,
                                        .choose_store = sampling_store,
                                        .next = next};
