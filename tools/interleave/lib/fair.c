/*
 * fair.c - one execution in which the threads take turns, a step each: how much of their work can
 * they do side by side?
 *
 * A turn stands for a moment in which every processor does one step, so that steps over turns is
 * the parallelism (work over span: Brent, "The parallel evaluation of general arithmetic
 * expressions", JACM 1974) that this schedule has, which is greedy. What the main thread does while
 * it is the only one doesn't count.
 *
 * A program of short critical sections may have no parallelism to speak of, and still its threads
 * take turns. Where they don't, as each has to wait until another is through with all that it does,
 * the program is serial. So it is counted, too, how many steps each thread does in one row while no
 * other does any, and how many threads are there at the same time.
 */
#include "strategy.h"

#define STATE __attribute__((section("interleave_state")))

STATE static struct overlap overlap = {0};
STATE static long done[MAX_THREADS] = {0};    /* steps of each thread */
STATE static long longest[MAX_THREADS] = {0}; /* of them in one go */
STATE static long going = 0;                  /* so far */
STATE static int previous = 0;                /* that did a step, of those that count */
STATE static bool counted = false;            /* the turn at hand */

static void begin(void)
{
    overlap = (struct overlap){0};
    for (int i = 0; i < MAX_THREADS; i++) {
        done[i] = longest[i] = 0;
    }
    going = previous = 0;
    counted = false;
}

static void count_step(int thread)
{
    if (!counted) {
        overlap.turns++;
        counted = true;
    }
    overlap.steps++;
    going = thread == previous ? going + 1 : 1;
    previous = thread;
    done[thread]++;
    longest[thread] = going > longest[thread] ? going : longest[thread];
}

/* Started and not joined: one that is through with its work so quickly that no step shows it was
 * there could have been there together with others. */
static int threads_at_hand(void)
{
    int count = 0;
    for (int i = 1; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        count += !thread->joined && (!thread->detached || thread->state == ALIVE);
    }
    return count;
}

/* The next one in the order of their start. */
static int choose(void)
{
    const thread_set later = engine.enabled >> previous >> 1;
    const int next = later != 0 ? previous + 1 + lowest(later) : lowest(engine.enabled);
    const int together = threads_at_hand();
    overlap.together = together > overlap.together ? together : overlap.together;
    counted = counted && next > previous;
    if (engine.alive > 1) {
        count_step(next);
    }
    return next;
}

static int choose_first(int count)
{
    (void)count;
    return 0;
}

static bool next(void)
{
    return false;
}

struct overlap fair_overlap(void)
{
    long alone = 0;
    for (int i = 0; i < engine.count; i++) {
        alone += longest[i];
    }
    overlap.alone = alone;
    overlap.of_main = done[0];
    return overlap;
}

const struct strategy fair_strategy = {.name = "fair",
                                       .begin = begin,
                                       .choose = choose,
                                       .choose_number = choose_first,
                                       .choose_store = choose_first,
                                       .next = next};
