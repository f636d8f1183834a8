/*
 * happens.h - happens-before through atomic operations: what a load learns, what a store passes on
 * (C17 5.1.2.4p10: release sequences; 7.17.3: orders; 7.17.4: fences).
 */
#ifndef HAPPENS_H
#define HAPPENS_H

#include "engine/engine.h"

static inline bool order_acquires(int order)
{
    return order == __ATOMIC_CONSUME || order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL ||
           order == __ATOMIC_SEQ_CST;
}

static inline bool order_releases(int order)
{
    return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

/* The thread reads a store with which this was released; NULL: nothing was. */
static inline void happens_learn(struct thread *me, const struct clock *released, int order)
{
    if (released == NULL) {
        return;
    }
    if (order_acquires(order)) {
        clock_join(&me->clock, released);
    } else {
        if (!me->has_acquired) {
            me->acquired.known = 0;
            me->has_acquired = true;
        }
        clock_join(&me->acquired, released);
    }
}

/* What the thread's store releases by itself, or NULL. */
static inline const struct clock *happens_released(const struct thread *me, int order)
{
    return order_releases(order) ? &me->clock : me->has_released ? &me->released : NULL;
}

/* After a store: what the thread does from now on isn't released by it. */
static inline void happens_stored(struct thread *me, int order)
{
    if (order_releases(order)) {
        me->clock.at[me->id]++;
    }
}

#endif
