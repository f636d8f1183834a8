/*
 * orders.c - the stores of each atomic object, and which of them a load may return; see orders.h.
 *
 * Theory of operation. Executions are interleavings, so that sb and rf never have a cycle; what an
 * interleaving does not decide, the search chooses: for a load, how many stores back in
 * modification order it reads; for a store, below how many others it is put. Zero is always
 * allowed, and is all that there is under sequential consistency.
 *
 * - Coherence: a load returns nothing older, and a store is put below nothing, that happens before
 *   it, or was read by what happens before it.
 * - Atomicity: nothing comes between a read-modify-write and the store that it read.
 * - seq_cst: the partial order psc over seq_cst operations and fences has no cycle (RC11,
 *   section 3); only what is out of order can make one, so only that is looked at.
 *
 * The proof asks for less than all of that: a load that is out of order only because it came late
 * is in order in another interleaving, which is tried anyway. What is left is what no other
 * interleaving shows (needed).
 */
#include "memory/orders.h"

#include "core/strategy.h"
#include "engine/interrupts.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/happens.h"
#include "memory/objects.h"
#include "memory/stale.h"
#include "world/world.h"

#include <string.h>

enum { MOST_NODES = 128, MOST_CANDIDATES = 64, NOBODY = -1 };

/* A load, a store, both in one, or a seq_cst fence (location is NULL): what axiomatic models of
 * memory call an event. */
struct action {
    struct action *next; /* reader of the same store */
    struct location *location;
    struct store *store;        /* that it reads, or has written */
    struct action *run;         /* the thread's action before, if it is at the same location */
    const struct clock *before; /* happens-before as the run began */
    const struct clock *after;  /* and with what this action learned */
    uint32_t number;            /* in the order of the execution, from 1 */
    uint32_t epoch;             /* the thread's own clock */
    uint32_t left;              /* the same as the run ended */
    int thread;                 /* NOBODY: the value from before */
    bool writes, seq_cst;
};

struct store {
    struct store *older, *newer; /* in modification order */
    struct action by;
    struct action *readers;
    uint64_t value;
    const struct clock *releases; /* that it heads a release sequence with, or NULL */
    /* Of an update: what it and the updates right before it release, and the store before these.
     * Nothing is ever put between an update and what it read. */
    const struct clock *chain;
    const struct store *base;
    int thread;
    int rank;                 /* in modification order, from 0 */
    bool update;              /* it read the one before it */
    uint32_t step;            /* of its thread, in a proof */
    const struct clock *seen; /* in a record: the actions that led to it, in whatever order */
};

/* An atomic object that several threads use. */
struct location {
    struct location *next;  /* in the same cell */
    struct location *other; /* of the execution */
    uintptr_t start;
    size_t size;
    struct store *newest;
};

STATE static struct location *locations = NULL;
STATE static struct action *nodes[MOST_NODES] = {NULL}; /* seq_cst operations and fences */
STATE static int node_count = 0;
STATE static uint32_t actions = 0;

void orders_begin(void)
{
    locations = NULL;
    node_count = 0;
    actions = 0;
}

/* To the trace, of the access that it has told last. */
static inline void tell_order(int order)
{
    if (__builtin_expect(engine.recording, 0)) {
        record_order(order);
    }
}

void orders_want(int order)
{
    tell_order(order);
    if (!engine.options.sequential && !engine.replaying && !engine.replay.endless &&
        !engine.weak_wanted) {
        engine.weak_wanted = true;
        engine.again = true;
    }
}

static uint64_t in_memory(uintptr_t at, size_t size)
{
    uint64_t value = 0;
    __real_memcpy(&value, (const void *)at, size);
    return value;
}

/* -- happens-before and modification order between actions -- */

static bool happens_before(const struct action *a, const struct action *b)
{
    if (a->thread == NOBODY || signals_are_of_one(a->thread, b->thread)) {
        return a->number < b->number;
    }
    return clock_at(b->after, a->thread) >= a->epoch;
}

/* Does it happen before what the thread does now? */
static bool is_known_to(const struct thread *thread, const struct action *action)
{
    return action->thread == NOBODY || action->thread == thread->id ||
           clock_at(&thread->clock, action->thread) >= action->epoch ||
           (thread->sequenced != NULL &&
            clock_at(thread->sequenced, action->thread) >= action->epoch);
}

/* All that happens before what the running thread does now, as far as coherence goes. */
static const struct clock *known_now(void)
{
    const struct clock *known = clock_kept(&self->clock);
    return self->sequenced != NULL ? clock_joined(known, self->sequenced) : known;
}

/* The same, of one thread. */
static uint32_t known_of(int thread)
{
    const uint32_t known = clock_at(&self->clock, thread);
    const uint32_t sequenced = self->sequenced != NULL ? clock_at(self->sequenced, thread) : 0;
    return known > sequenced ? known : sequenced;
}

/* Extended coherence order: a before b if it is less. A load comes after the store that it reads
 * and before the next one; loads of the same store are equal. */
static int coherence_of(const struct action *action)
{
    return 2 * action->store->rank + (action->writes ? 0 : 1);
}

/* -- psc -- */

/* At a location, in coherence order. */
struct reach {
    int least;           /* action that the fence happens before */
    int greatest, store; /* action, and store, that happens before the fence */
};

static struct reach reach_of(const struct action *fence, const struct location *location)
{
    struct reach reach = {INT32_MAX, -1, -1};
    for (const struct store *store = location->newest; store != NULL; store = store->older) {
        const struct action *action = &store->by;
        for (const struct action *reader = store->readers; action != NULL;
             action = reader, reader = reader != NULL ? reader->next : NULL) {
            const int at = coherence_of(action);
            if (at < reach.least && action->thread != NOBODY && happens_before(fence, action)) {
                reach.least = at;
            }
            if (at > reach.store && happens_before(action, fence)) {
                reach.greatest = at > reach.greatest ? at : reach.greatest;
                reach.store = action->writes ? at : reach.store;
            }
        }
    }
    return reach;
}

static bool fence_before_fence(const struct action *a, const struct action *b)
{
    for (const struct location *at = locations; at != NULL; at = at->other) {
        if (reach_of(a, at).least < reach_of(b, at).greatest) {
            return true;
        }
    }
    return false;
}

/* Is the first before the second in psc, by one edge? */
static bool precedes(const struct action *a, const struct action *b)
{
    if (signals_are_of_one(a->thread, b->thread)) {
        return a->number < b->number;
    }
    const bool a_fence = a->location == NULL, b_fence = b->location == NULL;
    if (a_fence || b_fence) {
        if (happens_before(a, b)) {
            return true;
        }
        if (a_fence && b_fence) {
            return fence_before_fence(a, b);
        }
        if (a_fence) {
            return b->writes && reach_of(a, b->location).least < coherence_of(b);
        }
        return reach_of(b, a->location).store > coherence_of(a);
    }
    if (a->location == b->location &&
        (happens_before(a, b) || (b->writes && coherence_of(a) < coherence_of(b)))) {
        return true;
    }
    /* Through actions at other locations on both sides: scb leaves out what only operations on
     * their own two locations order. */
    return clock_at(b->before, a->thread) >= a->left;
}

/* Has psc a cycle? The action is one of its nodes, or makes edges between fences. */
static bool has_cycle(struct action *action)
{
    const int count = node_count + (action->seq_cst ? 1 : 0);
    thread_set left = 0, before[MOST_NODES + 1];
    nodes[node_count] = action->seq_cst ? action : nodes[node_count];
    for (int i = 0; i < count; i++) {
        before[i] = 0;
        left |= only(i);
        for (int j = 0; j < count; j++) {
            before[i] |= i != j && precedes(nodes[j], nodes[i]) ? only(j) : 0;
        }
    }
    for (bool some = true; some && left != 0;) {
        some = false;
        for_each_thread(i, left)
        {
            if ((before[i] & left) == 0) {
                left &= ~only(i);
                some = true;
            }
        }
    }
    return left != 0;
}

static void add_node(struct action *action)
{
    if (node_count + 1 < MOST_NODES) {
        nodes[node_count++] = action;
    } else {
        engine.bounded.orders = true;
    }
}

/* Can an action that isn't last in coherence order break psc at all? */
static bool may_break(const struct action *action)
{
    if (action->seq_cst) {
        return true;
    }
    for (int i = 0; i < node_count; i++) {
        if (nodes[i]->location == NULL && happens_before(nodes[i], action)) {
            return true;
        }
    }
    return false;
}

/* -- putting actions where they belong -- */

static struct store *insert_after(struct store *older, struct store *store)
{
    struct location *location = store->by.location;
    store->older = older;
    store->newer = older->newer;
    older->newer = store;
    if (store->newer != NULL) {
        store->newer->older = store;
    } else {
        location->newest = store;
    }
    store->rank = older->rank + 1;
    for (struct store *above = store->newer; above != NULL; above = above->newer) {
        above->rank++;
    }
    return store;
}

static void take_out(struct store *store)
{
    for (struct store *above = store->newer; above != NULL; above = above->newer) {
        above->rank--;
    }
    store->older->newer = store->newer;
    if (store->newer != NULL) {
        store->newer->older = store->older;
    } else {
        store->by.location->newest = store->older;
    }
}

/* The running thread's last action, if that was at the location and nothing came since that others
 * could have ordered; else NULL. */
static struct action *run_at(const struct location *location)
{
    const struct thread *me = self;
    struct action *last = me->last_action;
    if (last == NULL || last->location != location || last->left != me->clock.at[me->id]) {
        return NULL;
    }
    for (int i = 0; i < engine.count; i++) {
        if (i != me->id && known_of(i) != clock_at(last->after, i)) {
            return NULL;
        }
    }
    return last;
}

static const struct clock *known_before(const struct location *location)
{
    const struct action *run = run_at(location);
    return run != NULL ? run->before : known_now();
}

/* The action is the running thread's last. */
static void action_done(struct action *action)
{
    struct thread *me = self;
    const uint32_t epoch = me->clock.at[me->id];
    for (struct action *of = action; of != NULL && of->left != epoch; of = of->run) {
        of->left = epoch;
    }
    me->last_action = action;
    if (action->seq_cst) {
        add_node(action);
    }
}

static struct action action_now(struct location *location, const struct clock *before, int order)
{
    const struct thread *me = self;
    return (struct action){.location = location,
                           .run = location != NULL ? run_at(location) : NULL,
                           .before = before,
                           .left = UINT32_MAX,
                           .number = ++actions,
                           .epoch = me->clock.at[me->id],
                           .thread = me->id,
                           .seq_cst = order == __ATOMIC_SEQ_CST};
}

/* The object at an address, whose value so far everybody knows; NULL if it is used in several
 * sizes. */
static struct location *location_at(struct cell *cell, uintptr_t at, size_t size)
{
    for (struct location *location = cell->locations; location != NULL; location = location->next) {
        if (location->start == at && location->size == size) {
            return location;
        }
        if (location->start < at + size && at < location->start + location->size) {
            engine_uncontrolled("an atomic object that is accessed in several sizes");
            return NULL;
        }
    }
    struct location *location = scratch(sizeof *location);
    struct store *first = scratch(sizeof *first);
    *location = (struct location){
        .next = cell->locations, .other = locations, .start = at, .size = size, .newest = first};
    *first = (struct store){
        .by = {.location = location, .store = first, .thread = NOBODY, .writes = true},
        .value = in_memory(at, size),
        .thread = NOBODY};
    for (const struct release *release = cell->releases; release != NULL; release = release->next) {
        if (release->start == at && release->size == size && release->clock != NULL) {
            first->releases = clock_kept(release->clock);
            first->thread = release->by;
        }
    }
    cell->locations = location;
    locations = location;
    return location;
}

/*
 * What an acquire that reads the store learns, added to the clock: all that the heads of the
 * release sequences released that it is part of. Such a sequence has no gap in modification order,
 * and what follows its head is of the same thread or a read-modify-write (C17 5.1.2.4p10).
 */
static bool add_released(const struct store *store, struct clock *clock)
{
    bool any = false;
    int continued_by = NOBODY; /* the only thread with stores that are no updates, so far */
    if (store->update) {
        if (store->chain != NULL) {
            clock_join(clock, store->chain);
            any = true;
        }
        store = store->base;
    }
    for (; store != NULL; store = store->older) {
        while (store->update && store->chain == NULL) {
            store = store->base;
        }
        if (continued_by != NOBODY && continued_by != store->thread && !store->update) {
            break;
        }
        if (store->releases != NULL && (continued_by == NOBODY || continued_by == store->thread)) {
            clock_join(clock, store->releases);
            any = true;
        }
        continued_by = store->update ? continued_by : store->thread;
    }
    return any;
}

/* The running thread reads the store. */
static void learn(const struct store *store, int order)
{
    struct thread *me = self;
    if (order_acquires(order)) {
        add_released(store, &me->clock);
        return;
    }
    if (!me->has_acquired) {
        me->acquired.known = 0;
    }
    me->has_acquired = add_released(store, &me->acquired) || me->has_acquired;
}

/* -- what is allowed -- */

struct wish {
    struct location *location;
    bool reads, writes;
    bool compares; /* writes only if the value is as expected, else has the order failed */
    uint64_t expected;
    int order, failed;
    const struct clock *before;
};

static bool would_write(const struct wish *wish, const struct store *store)
{
    return wish->writes && (!wish->compares || store->value == wish->expected);
}

/* Nothing older than this may be read, or overtaken, by the thread. */
static bool is_floor_of(const struct thread *thread, const struct store *store)
{
    if (is_known_to(thread, &store->by)) {
        return true;
    }
    for (const struct action *reader = store->readers; reader != NULL; reader = reader->next) {
        if (is_known_to(thread, reader)) {
            return true;
        }
    }
    return false;
}

/* The same for the running thread. */
static bool is_floor(const struct store *store)
{
    return is_floor_of(self, store);
}

/* Whether one of the older stores that are left to the thread has the value. */
static bool older_matches(const struct store *newest, uint64_t value, const struct thread *thread)
{
    for (const struct store *store = newest; !is_floor_of(thread, store);) {
        store = store->older;
        if (store == NULL) {
            return false;
        }
        if (store->value == value) {
            return true;
        }
    }
    return false;
}

bool orders_may_match(const struct need *need, const struct thread *thread)
{
    if (memcmp((const void *)need->at, need->expected, need->size) == 0) {
        return true;
    }
    if (!engine.weak || need->size > MOST_BYTES) {
        return false;
    }
    uint64_t value = 0;
    __real_memcpy(&value, need->expected, need->size);
    for (const struct location *location = need->cell->locations; location != NULL;
         location = location->next) {
        if (location->start == need->at && location->size == need->size) {
            return older_matches(location->newest, value, thread);
        }
    }
    return false;
}

/* psc with the wish fulfilled at that store, and taken back. */
static bool is_consistent(const struct wish *wish, struct store *store)
{
    if (node_count == 0) {
        return true;
    }
    const struct clock kept = self->clock;
    const bool writes = would_write(wish, store);
    const int order = writes || !wish->compares ? wish->order : wish->failed;
    struct store written = {.update = wish->reads};
    struct action *action = &written.by, read;
    if (node_count + 1 >= MOST_NODES) {
        engine.bounded.orders = true;
        return false;
    }
    if (wish->reads && order_acquires(order)) {
        learn(store, order);
    }
    if (!writes) {
        action = &read;
    }
    *action = action_now(wish->location, wish->before, order);
    action->writes = writes;
    action->after = known_now();
    self->clock = kept;
    if (!may_break(action)) {
        return true;
    }
    bool cycle;
    if (writes) {
        action->store = &written;
        insert_after(store, &written);
        cycle = has_cycle(action);
        take_out(&written);
    } else {
        action->store = store;
        action->next = store->readers;
        store->readers = action;
        cycle = has_cycle(action);
        store->readers = action->next;
    }
    return !cycle;
}

/*
 * In a proof: does no other interleaving show this in order? One does if the thread could have done
 * its step before all stores that are newer, and those that are as old or older were made before
 * them: then it would have read, or been put, last.
 */
static bool is_needed(const struct store *store)
{
    uint32_t latest = 0;
    if (engine.in_section) {
        return true; /* what its step depends on shows at the section's end */
    }
    for (const struct store *older = store; older != NULL; older = older->older) {
        latest = older->by.number > latest ? older->by.number : latest;
    }
    for (const struct store *newer = store->newer; newer != NULL; newer = newer->newer) {
        if (newer->by.number < latest ||
            clock_at(self->depended, newer->by.thread) >= newer->step) {
            return true;
        }
    }
    return false;
}

/* The same of a load: or does one that shows another load out of order in its place? */
static bool is_shown_elsewhere(const struct store *store)
{
    struct newer newer[MOST_CANDIDATES];
    int count = 0;
    uint32_t latest = 0;
    for (const struct store *older = store; older != NULL; older = older->older) {
        latest = older->by.number > latest ? older->by.number : latest;
    }
    for (const struct store *at = store->newer; at != NULL; at = at->newer) {
        if (count == MOST_CANDIDATES || at->by.number < latest || at->by.thread == NOBODY) {
            return false;
        }
        newer[count++] = (struct newer){at->by.thread, at->step};
    }
    return stale_elsewhere(newer, count);
}

/* Beside coherence, which ends the search for stores at a floor. */
static bool is_possible(const struct wish *wish, struct store *store)
{
    return !(would_write(wish, store) && store->newer->update) && is_consistent(wish, store);
}

static bool is_allowed(const struct wish *wish, struct store *store)
{
    if (!strategy_proves()) {
        return is_possible(wish, store);
    }
    return is_needed(store) && is_possible(wish, store) &&
           (wish->writes || !is_shown_elsewhere(store));
}

/* In a loop that waits, a turn that reads again what it has read shows nothing. */
static bool was_read_here(const struct store *store)
{
    if (store->by.thread == self->id) {
        return true;
    }
    for (const struct action *reader = store->readers; reader != NULL; reader = reader->next) {
        if (reader->thread == self->id) {
            return true;
        }
    }
    return false;
}

/* The store that the schedule says. If the orders leave the thread no such store, as they may not
 * where the source has got stronger ones since, the schedule is another program's. */
static struct store *store_of_replay(const struct wish *wish)
{
    struct store *store = wish->location->newest;
    const int wanted = engine_store_of_replay();
    int distance = 0;
    while (distance < wanted && store->older != NULL && !is_floor(store)) {
        store = store->older;
        distance++;
    }
    if (distance < wanted || (distance > 0 && !is_possible(wish, store))) {
        engine.replay.misfit_at = engine.replay.misfit ? engine.replay.misfit_at : engine.events;
        engine.replay.misfit = true;
        return wish->location->newest;
    }
    return store;
}

static struct store *choose_one(const struct wish *wish)
{
    struct store *candidates[MOST_CANDIDATES];
    int16_t distances[MOST_CANDIDATES];
    int count = 0, distance = 0;
    struct store *store = wish->location->newest;
    if (engine.replaying && !engine.replay.tolerant) {
        return store_of_replay(wish);
    }
    for (; store != NULL && count < MOST_CANDIDATES; store = store->older, distance++) {
        const bool again = self->spin.reads_newest && wish->reads && was_read_here(store);
        if (distance == 0 || (!again && is_allowed(wish, store))) {
            candidates[count] = store;
            distances[count++] = (int16_t)distance;
        }
        if (is_floor(store)) {
            break;
        }
    }
    engine.bounded.orders = engine.bounded.orders || count == MOST_CANDIDATES;
    if (count > 1 && engine.sections) {
        sections_give_up(); /* their order may forbid it */
    }
    return candidates[engine_choose_store(distances, count)];
}

static struct store *choose(const struct wish *wish)
{
    struct store *store = choose_one(wish);
    if (wish->reads && store->newer != NULL) {
        spin_reads_stale();
    }
    return store;
}

/* -- what is done -- */

/* In a record: the running thread has got to know, in whatever order, what led to the store. */
static void see(const struct store *store)
{
    if (store->seen != NULL) {
        clock_join(&self->seen, store->seen);
    }
}

/* Tells a record what was read out of order, and whether acquire and release would help. */
static void tell(const struct store *read)
{
    const struct store *next = read->newer;
    const bool acquire_helps = clock_at(&self->seen, next->by.thread) >= next->by.number;
    record_stale(read->value, next->value, next->by.thread, acquire_helps,
                 read->by.location->newest->value);
}

static void read_from(struct store *store, const struct wish *wish, int order)
{
    struct action *action = scratch(sizeof *action);
    *action = action_now(wish->location, wish->before, order);
    learn(store, order);
    action->after = known_now();
    action->store = store;
    action->next = store->readers;
    store->readers = action;
    action_done(action);
}

static void chain_to(const struct store *older, struct store *update)
{
    update->base = older->update ? older->base : older;
    update->chain = older->update ? older->chain : NULL;
    if (update->chain == NULL) {
        update->chain = update->releases;
    } else if (update->releases != NULL) {
        update->chain = clock_joined(update->releases, update->chain);
    }
}

/* A store after the one given, in the order; its value is written where it is the newest. */
static void write_after(struct store *older, uint64_t value, const struct wish *wish, int order)
{
    struct thread *me = self;
    struct store *store = scratch(sizeof *store);
    *store = (struct store){.by = action_now(wish->location, wish->before, order),
                            .value = value,
                            .update = wish->reads,
                            .step = me->steps + engine.in_section, /* not done yet */
                            .thread = me->id};
    store->by.store = store;
    store->by.writes = true;
    store->by.after = known_now();
    const struct clock *releases = happens_released(me, order);
    store->releases = releases != NULL ? clock_kept(releases) : NULL;
    if (store->update) {
        chain_to(older, store);
    }
    if (engine.recording) {
        while (me->seen.known <= (uint32_t)me->id) {
            me->seen.at[me->seen.known++] = 0;
        }
        me->seen.at[me->id] = store->by.number;
        store->seen = clock_kept(&me->seen);
    }
    happens_stored(me, order);
    insert_after(older, store);
    action_done(&store->by);
    if (store->newer == NULL) {
        const struct location *location = wish->location;
        __real_memcpy((void *)location->start, &value, location->size);
    } else {
        record_overtaken(value, store->newer->value, store->newer->by.thread);
    }
}

static uint64_t newest_in_memory(struct location *location, struct store *store)
{
    if (store->newer == NULL) {
        store->value = in_memory(location->start, location->size);
    }
    return store->value;
}

uint64_t orders_load(struct cell *cell, uintptr_t at, size_t size, int order)
{
    tell_order(order);
    struct location *location = location_at(cell, at, size);
    if (location == NULL) {
        memory_learn(cell, at, size, order);
        return in_memory(at, size);
    }
    const struct wish wish = {
        .location = location, .reads = true, .order = order, .before = known_before(location)};
    struct store *store = choose(&wish);
    const uint64_t value = newest_in_memory(location, store);
    see(store);
    if (store->newer != NULL) {
        tell(store);
    }
    read_from(store, &wish, order);
    return value;
}

void orders_store(struct cell *cell, uintptr_t at, size_t size, uint64_t value, int order)
{
    tell_order(order);
    struct location *location = location_at(cell, at, size);
    if (location == NULL) {
        __real_memcpy((void *)at, &value, size);
        return;
    }
    const struct wish wish = {
        .location = location, .writes = true, .order = order, .before = known_before(location)};
    write_after(choose(&wish), value, &wish, order);
}

struct update orders_update(struct cell *cell, uintptr_t at, size_t size, int order)
{
    tell_order(order);
    struct location *location = location_at(cell, at, size);
    struct update update = {.cell = cell,
                            .at = at,
                            .size = size,
                            .location = location,
                            .before = known_before(location),
                            .order = order,
                            .value = in_memory(at, size)};
    if (location != NULL) {
        const struct wish wish = {.location = location,
                                  .reads = true,
                                  .writes = true,
                                  .order = order,
                                  .before = update.before};
        update.read = choose(&wish);
        update.value = newest_in_memory(location, update.read);
        see(update.read);
        if (update.read->newer != NULL) {
            tell(update.read);
        }
        learn(update.read, order);
    }
    return update;
}

void orders_updated(const struct update *update, uint64_t value)
{
    const struct wish wish = {.location = update->location,
                              .reads = true,
                              .writes = true,
                              .order = update->order,
                              .before = update->before};
    if (update->location != NULL) {
        write_after(update->read, value, &wish, update->order);
    } else {
        __real_memcpy((void *)update->at, &value, update->size);
    }
    if (value != update->value) {
        spin_end();
        memory_changed(update->cell, update->at, update->size);
    }
}

bool orders_compare_exchange(struct cell *cell, uintptr_t at, size_t size, uint64_t *expected,
                             uint64_t desired, int order, int failed)
{
    tell_order(order);
    struct location *location = location_at(cell, at, size);
    const struct wish wish = {.location = location,
                              .reads = true,
                              .writes = true,
                              .compares = true,
                              .expected = *expected,
                              .order = order,
                              .failed = failed,
                              .before = known_before(location)};
    if (location == NULL) {
        const uint64_t value = in_memory(at, size);
        const bool same = value == *expected;
        if (same) {
            __real_memcpy((void *)at, &desired, size);
        }
        *expected = value;
        return same;
    }
    struct store *store = choose(&wish);
    const uint64_t value = newest_in_memory(location, store);
    see(store);
    if (store->newer != NULL) {
        tell(store);
    }
    if (value != *expected) {
        read_from(store, &wish, failed);
        *expected = value;
        return false;
    }
    learn(store, order);
    write_after(store, desired, &wish, order);
    if (desired != value) {
        spin_end();
        memory_changed(cell, at, size);
    }
    return true;
}

void orders_forget(struct cell *cell, uintptr_t start, size_t size)
{
    struct location **link = &cell->locations;
    while (*link != NULL) {
        struct location *location = *link;
        if (location->start < start + size && start < location->start + location->size) {
            *link = location->next;
        } else {
            link = &location->next;
        }
    }
}

void orders_fence(void)
{
    struct action *fence = scratch(sizeof *fence);
    *fence = action_now(NULL, NULL, __ATOMIC_SEQ_CST);
    fence->before = fence->after = known_now();
    fence->left = self->clock.at[self->id];
    action_done(fence);
}
