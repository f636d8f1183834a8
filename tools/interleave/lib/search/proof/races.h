/*
 * races.h - for the proof: what a step depends on, with which earlier ones it races, and what must
 * be tried because of that.
 *
 * Theory of operation. Two steps of different threads are dependent if they are at the same place
 * and one of them writes. But of two *stores*, which write and read nothing, nobody can tell which
 * came first unless somebody reads the second, so only then does it depend on the first (Aronis,
 * Jonsson, Lång, Sagonas, "Optimal dynamic partial order reduction with observers", TACAS 2018).
 * All that follows counts the stores between one read of a place and the next: they depend on the
 * reads before, and not on each other.
 *
 * - A read depends on all stores since the read before it. It observes the last of them, which
 *   therefore races with each of the others that it could have come before: another one would have
 *   been read. That is noted when the store is first read.
 * - Whatever else writes (a read-modify-write, a write that is part of free) reads as well.
 * - A store that another one overwrote is never observed in this execution, nor in any that begins
 *   like it up to there. Of one that came last that isn't known yet; it counts as observed.
 *
 * A thread's step may be done first, of those after a node, if it depends on none of them. Where it
 * is a store that may be observed, the others before it at its place count: if it came before
 * them, its reader would read one of them.
 *
 * A compare-exchange or a try that fails only reads. Whether it fails is settled by the writes at
 * its place that come before it, so it is the same in all orders of steps that don't depend on each
 * other; in the other order with one of those writes it is another step, and that order is tried.
 *
 * Reads that are no steps observe, too (races_observe): those of a thread that is alone, and plain
 * ones of an atomic object. What uninstrumented code reads can't be seen, and counts for nothing.
 *
 * Stores that differ in more than the value that they leave are none: those to other bytes of the
 * same cell than the stores before; those that release less than all that their thread has done, as
 * it depends on what lies between whether they continue a release sequence (C17 5.1.2.4p10); those
 * to a stack, whose end is no step. With orders weaker than seq_cst, every order counts.
 */
#ifndef RACES_H
#define RACES_H

#include "memory/memory.h"
#include "search/strategies.h"

/* The clock of a thread that reads the last of some stores. keeps: the execution goes on, and
 * others may do the same. */
void races_join_stores(struct touch *last, struct clock *clock, bool keeps);

/* The thread's clock after a step at the place of the touch, from what it depends on. */
static inline void races_depend(const struct touch *touch, struct clock *clock, bool keeps)
{
    if (touch->place->left != NULL) {
        clock_join(clock, touch->place->left);
    }
    for (struct touch *other = touch->writes && !touch->stores ? touch->before : touch->write;
         other != NULL; other = other->before) {
        if (!other->stores) {
            clock_join(clock, path.nodes[other->node].depends);
        } else if (touch->stores) {
            break;
        } else if (other->observed != NULL) {
            clock_join(clock, other->observed);
        } else {
            races_join_stores(other, clock, keeps);
        }
        if (other->writes) {
            break;
        }
    }
}

/* Notes what must be tried because of the races of a step that was at the place of the touch;
 * before: the thread's clock before it. */
void races_note(const struct touch *touch, enum step_kind kind, int thread,
                const struct clock *before, const struct clock *after);

/* The last store to the place is read by what is no step. */
void races_observe(struct place *place);

/* Whether the thread's announced step, which may fail, would. */
bool races_fails(const struct thread *thread);

/* Whether the thread's announced step would write, if it were done now. What it finds there can
 * only be changed by a step that writes at its place, and so depends on it either way. */
static inline bool races_writes(const struct thread *thread)
{
    return thread->next.writes && !(thread->next.may_fail && races_fails(thread));
}

/* Whether the announced step is a store. */
static inline bool races_is_store(const struct step *step)
{
    if (step->stores == 0 || !engine.stores_commute) {
        return false;
    }
    struct place *place = step->place[0];
    if (place->stored == 0) {
        place->stored = step->stores;
    } else if (place->stored != step->stores) {
        place_count_orders(place);
    }
    return !place->strict;
}

/* The touch is the last one of its place now. */
static inline void races_link(struct touch *touch)
{
    struct place *place = touch->place;
    if (touch->stores && place->unobserved) {
        touch->before->overwritten = true;
    }
    place->unobserved = touch->stores;
    place->last = touch;
}

#endif
