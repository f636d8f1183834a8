/* races.c - see races.h. */
#include "search/proof/races.h"

#include "core/deadline.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/orders.h"

#include <stddef.h>

enum { CLOCK_NODES = 1 << 20 }; /* the clock is looked at each time so many were walked over */

STATE static uint64_t walked = 0;

bool races_fails(const struct thread *thread)
{
    const struct step *step = &thread->next;
    if (step->need != NULL) {
        return !orders_may_match(step->need, thread);
    }
    const struct object *object = step->object;
    return object->owner >= 0 || (object->type == OBJECT_SEMAPHORE && object->value == 0);
}

static bool happened(const struct node *node, const struct clock *clock)
{
    return clock_at(clock, node->chosen) >= node->index;
}

/* Whether the step at the node is a store that may be observed, and another one at its place came
 * between the two nodes. */
static bool follows_store(const struct node *node, int from)
{
    for (int i = 0; i < node->touch_count; i++) {
        const struct touch *touch = &node->touches[i];
        const struct touch *before = touch->before;
        if (touch->stores && !touch->overwritten && before != NULL && before->stores &&
            before->node > from) {
            return true;
        }
    }
    return false;
}

/* Threads that could have made the first step of what came between two nodes. */
struct initials {
    thread_set all;  /* as far as clocks tell */
    thread_set sure; /* those whose step is no store that follows others */
};

/* Of what came between the two nodes but doesn't depend on the step at `from`, followed by the step
 * of thread `last`, which has depends for a clock. */
static struct initials initials(int from, int to, int last, const struct clock *depends)
{
    const struct node *excluded = &path.nodes[from];
    thread_set first = 0;
    struct initials initial = {0, 0};
    uint32_t index[MAX_THREADS];
    for (int i = from + 1; i < to; i++) {
        const struct node *node = &path.nodes[i];
        if (node->is_number || node->depends == NULL || has(first, node->chosen) ||
            happened(excluded, node->depends)) {
            continue;
        }
        bool is_first = true;
        for_each_thread(id, first)
        {
            is_first = is_first && clock_at(node->depends, id) < index[id];
        }
        first |= only(node->chosen);
        index[node->chosen] = node->index;
        if (is_first) {
            initial.all |= only(node->chosen);
            initial.sure |= follows_store(node, from) ? 0 : only(node->chosen);
        }
    }
    if (!has(first, last)) {
        bool is_first = true;
        for_each_thread(id, first)
        {
            is_first = is_first && clock_at(depends, id) < index[id];
        }
        initial.all |= is_first ? only(last) : 0;
        initial.sure |= is_first ? only(last) : 0;
    }
    return initial;
}

/* Whether there is no time to walk over so many nodes, of which a long execution has many times too
 * many: what is left out then is no proof's, for this is the search's last execution. */
static bool is_late(int nodes)
{
    walked += (uint64_t)nodes;
    if (walked >= CLOCK_NODES) {
        walked = 0;
        engine.out_of_time = engine.out_of_time || deadline_is_past();
    }
    return engine.out_of_time;
}

/* The step of the thread, whose clock after it is depends, races with the one at the node; it is at
 * the other node, or comes last. */
static void must_try(int at, int to, int thread, const struct clock *depends)
{
    struct node *node = &path.nodes[at];
    if ((node->enabled & ~(node->untried | node->done | node->sleep)) == 0) {
        return; /* there is nothing to add */
    }
    if (is_late(to - at)) {
        return;
    }
    const struct initials initial = initials(at, to, thread, depends);
    const thread_set sure = initial.sure & ~node->sleep;
    thread_set possible = sure & node->enabled;
    if ((sure & (node->untried | node->done)) != 0) {
        return;
    }
    if (possible == 0) {
        if ((initial.all & (node->untried | node->done | node->sleep)) != 0) {
            return;
        }
        possible = initial.all & node->enabled;
    }
    if (possible != 0) {
        node->untried |= has(possible, thread) ? only(thread) : only(lowest(possible));
    }
}

/* The races of a store, the last one at its place, that is now observed, with those before it. */
static void note_observed(const struct touch *last)
{
    const struct node *node = &path.nodes[last->node];
    for (const struct touch *other = last->before; other != NULL && other->stores;
         other = other->before) {
        if (!happened(&path.nodes[other->node], node->depends)) {
            must_try(other->node, last->node, node->chosen, node->depends);
        }
    }
}

void races_observe(struct place *place)
{
    if (path.length >= path.kept) {
        note_observed(place->last);
    }
    place->unobserved = false;
}

static bool waits(enum step_kind kind)
{
    return kind == STEP_TAKE || kind == STEP_SHARED_LOCK || kind == STEP_EXCLUSIVE_LOCK ||
           kind == STEP_TIMED_LOCK || kind == STEP_ONCE || kind == STEP_SYSTEM ||
           kind == STEP_DELIVER;
}

/* A store races with the reads since the last one before them. */
static void note_store(const struct touch *touch, int thread, const struct clock *before,
                       const struct clock *after)
{
    for (const struct touch *other = touch->write; other != NULL && !other->stores;
         other = other->before) {
        if ((!other->writes || other == touch->write) &&
            !happened(&path.nodes[other->node], before)) {
            must_try(other->node, path.length, thread, after);
        }
        if (other->writes) {
            break;
        }
    }
}

void races_note(const struct touch *touch, enum step_kind kind, int thread,
                const struct clock *before, const struct clock *after)
{
    if (touch->stores) {
        note_store(touch, thread, before, after);
        return;
    }
    bool reads_since = false;
    const bool skips_reads = !touch->writes && !waits(kind);
    for (const struct touch *other = skips_reads ? touch->write : touch->before; other != NULL;
         other = other->before) {
        const struct node *node = &path.nodes[other->node];
        const bool concurrent = !happened(node, before);
        if (waits(kind)) {
            if (concurrent && (touch->writes || other->writes)) {
                must_try(other->node, path.length, thread, after);
            }
            if (!concurrent && other->writes && !other->stores) {
                break; /* what was here before that one is known by it */
            }
        } else if ((node->kind == STEP_UNLOCK || node->kind == STEP_WAIT) && kind == STEP_LOCK) {
            /* can't be reversed; the lock before it can */
        } else if (kind == STEP_LOCK && node->kind == STEP_TRY && !other->writes) {
            /* failed, so the lock was held then, and is not since: what lies between is reversed */
        } else if (!other->writes) {
            if (touch->writes && concurrent) {
                must_try(other->node, path.length, thread, after);
            }
            reads_since = true;
        } else {
            if (concurrent && !(touch->writes && reads_since)) {
                must_try(other->node, path.length, thread, after);
            }
            if (other->stores && other == touch->place->last && touch->place->unobserved) {
                note_observed(other);
            }
            break;
        }
    }
}

void races_join_stores(struct touch *last, struct clock *clock, bool keeps)
{
    const struct clock *all = path.nodes[last->node].depends;
    if (last->before != NULL && last->before->stores) {
        struct clock joined;
        clock_copy(&joined, all);
        for (const struct touch *other = last->before; other != NULL && other->stores;
             other = other->before) {
            clock_join(&joined, path.nodes[other->node].depends);
        }
        clock_join(clock, &joined);
        if (!keeps) {
            return;
        }
        all = clock_kept(&joined);
    } else {
        clock_join(clock, all);
    }
    last->observed = all;
}
