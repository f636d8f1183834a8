/*
 * prove.c - one execution for each class of schedules that differ only in the order of independent
 * steps: source-DPOR with sleep sets (Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial
 * order reduction", POPL 2014, algorithm 1).
 *
 * Two steps of different threads are dependent if they are at the same place and one of them
 * writes, with an exception that races.h has. After each step it is asked with which earlier ones
 * it races, that is, which it could have come before; at the node before such a step, a thread is
 * noted that must be tried there as well. A thread whose step was tried at a node sleeps in what is
 * searched after, until a step that depends on it comes.
 *
 * A lock is never the same as the unlock before it in the other order, as it can't be done then; so
 * a lock races with the lock before. Steps that a thread announced and couldn't do when the
 * execution ended race too: that is how a deadlock is known to be avoidable.
 *
 * A critical section may be one step with its lock; then it is at many places (sections.h).
 */
#include "engine/sections.h"
#include "memory/back.h"
#include "memory/compare.h"
#include "memory/memory.h"
#include "search/proof/races.h"
#include "search/strategies.h"
#include "world/world.h"

#include <stddef.h>
#include <stdlib.h>

STATE static int first_own = 0; /* node: those above are another process's */

/* The next touch of a place; it isn't linked from there yet. Set in its place: a copy of what was
 * just written in parts would stall. */
static inline void touch_next(struct touch *touch, struct place *place, bool writes, bool stores,
                              int32_t node)
{
    place_renew(place);
    struct touch *last = place->last;
    touch->place = place;
    touch->before = last;
    touch->write = last == NULL || (stores ? !last->stores : last->writes) ? last : last->write;
    touch->node = node;
    touch->writes = writes;
    touch->stores = stores;
    touch->overwritten = false;
    touch->observed = NULL;
}

/* Where the thread's announced step is, if it is done now. */
static inline void touch_places(const struct thread *thread, int32_t node, struct touch *touches)
{
    const struct step *step = &thread->next;
    const bool stores = races_is_store(step);
    const bool writes = races_writes(thread);
    for (int i = 0; i < step->places; i++) {
        touch_next(&touches[i], step->place[i], writes, stores, node);
    }
    if (step->interrupted != NULL) {
        touch_next(&touches[step->places], step->interrupted, false, false, node);
    }
}

/* How many these are. */
static inline int touches_of(const struct step *step)
{
    return step->places + (step->interrupted != NULL);
}

/* The step at the path's last node, which has its touches, is done. */
static void do_step(struct node *node)
{
    struct thread *thread = &engine.threads[node->chosen];
    struct clock *after = scratch(clock_size((uint32_t)engine.count));
    clock_copy(after, thread->depends);
    while (after->known <= (uint32_t)thread->id) {
        after->at[after->known++] = 0;
    }
    for (int i = 0; i < node->touch_count; i++) {
        races_depend(&node->touches[i], after, true);
    }
    if (node->kind == STEP_JOIN && engine.threads[thread->waits_for].state == FINISHED) {
        clock_join(after, engine.threads[thread->waits_for].depends);
    }
    if (path.length >= path.kept) {
        for (int i = 0; i < node->touch_count; i++) {
            races_note(&node->touches[i], node->kind, thread->id, thread->depends, after);
        }
    }
    after->at[thread->id] = ++thread->steps;
    thread->depends = node->depends = after;
    node->index = thread->steps;
    for (int i = 0; i < node->touch_count; i++) {
        races_link(&node->touches[i]);
    }
}

/* The step at the path's last node, a critical section, was at these places; if it was one step,
 * released is what its unlock passes on. */
static void perform_section(const struct touch *touches, int count, const struct clock *released)
{
    struct node *node = &path.nodes[path.length - 1];
    node->touches = scratch((size_t)count * sizeof *node->touches);
    node->touch_count = (int16_t)count;
    node->released = released != NULL ? clock_kept(released) : NULL;
    for (int i = 0; i < count; i++) {
        touch_next(&node->touches[i], touches[i].place, touches[i].writes, false, path.length - 1);
    }
    do_step(node);
}

/* The announced step of the chosen thread is done now, at the path's last node. */
static void perform(struct node *node)
{
    struct thread *thread = &engine.threads[node->chosen];
    const struct step *step = &thread->next;
    node->depends = node->released = NULL;
    node->touches = NULL;
    node->touch_count = 0;
    node->kind = step->kind;
    if (step->section) {
        sections_begin(thread, perform_section);
        return;
    }
    if (engine.weak && step->kind == STEP_ATOMIC) {
        thread->depended = thread->depends;
    }
    node->touch_count = (int16_t)touches_of(step);
    node->touches = scratch((size_t)node->touch_count * sizeof *node->touches);
    touch_places(thread, path.length - 1, node->touches);
    do_step(node);
}

/*
 * Where the steps of threads that sleep were, when they were done: of a critical section it isn't
 * known before. Kept as a stack; each node has a list of those in it, a header each and its places.
 */
struct footprint {
    struct place *place; /* NULL: a header */
    int32_t next;        /* of a header: the next one, -1: none */
    int16_t thread;
    int16_t count; /* of places that follow */
    bool writes;
};
STATE static struct footprint *footprints = NULL;
STATE static int32_t footprint_count = 0, footprint_room = 0;

static void add_footprint(struct footprint footprint)
{
    if (footprint_count == footprint_room) {
        footprint_room = footprint_room == 0 ? 1024 : footprint_room * 2;
        footprints = __real_realloc(footprints, (size_t)footprint_room * sizeof *footprints);
        if (footprints == NULL) {
            abort();
        }
    }
    footprints[footprint_count++] = footprint;
}

static void keep_footprints(struct node *node)
{
    const int32_t header = footprint_count;
    add_footprint((struct footprint){
        .next = node->footprints, .thread = node->chosen, .count = node->touch_count});
    for (int i = 0; i < node->touch_count; i++) {
        add_footprint(
            (struct footprint){.place = node->touches[i].place, .writes = node->touches[i].writes});
    }
    node->footprints = header;
    node->footprints_end = footprint_count;
}

static bool touches(const struct node *node, const struct place *place, bool writes)
{
    for (int i = 0; i < node->touch_count; i++) {
        if (node->touches[i].place == place && (node->touches[i].writes || writes)) {
            return true;
        }
    }
    return false;
}

/* Whether the section that the thread would begin with depends on the step at the node; `at` or
 * above it is where the thread fell asleep. */
static bool section_depends(int thread, int at)
{
    const struct node *asleep_at = &path.nodes[at];
    while (!has(asleep_at->done, thread) || asleep_at->is_number) {
        asleep_at--;
    }
    int32_t header = asleep_at->footprints;
    while (footprints[header].thread != thread) {
        header = footprints[header].next;
    }
    for (int32_t i = header + 1; i <= header + footprints[header].count; i++) {
        if (touches(&path.nodes[at], footprints[i].place, footprints[i].writes)) {
            return true;
        }
    }
    return false;
}

/* Whether the announced step of the thread, which sleeps, depends on the one at the node. */
static bool step_depends(int thread, int at)
{
    const struct step *step = &engine.threads[thread].next;
    if (step->section) {
        return section_depends(thread, at);
    }
    const bool writes = races_writes(&engine.threads[thread]);
    for (int i = 0; i < step->places; i++) {
        if (touches(&path.nodes[at], step->place[i], writes)) {
            return true;
        }
    }
    return step->interrupted != NULL && touches(&path.nodes[at], step->interrupted, false);
}

/*
 * Those that would only repeat what was searched, at a new node that comes last on the path. A
 * signal makes its waiters' next step another one, which was not searched, wherever it is.
 */
static thread_set asleep(thread_set altered)
{
    int at = path.length - 2;
    while (at >= 0 && path.nodes[at].is_number) {
        at--;
    }
    if (at < 0) {
        return 0;
    }
    const struct node *before = &path.nodes[at];
    thread_set sleep = 0;
    for_each_thread(id, (before->sleep | before->done) & ~only(before->chosen))
    {
        if (!has(altered, id) && !step_depends(id, at)) {
            sleep |= only(id);
        }
    }
    return sleep;
}

/* Whether the section commutes with an earlier one of another thread and the same lock. */
static bool commutes(int at)
{
    const struct touch *lock = &path.nodes[at].touches[0];
    for (const struct touch *other = lock->before; other != lock->write; other = other->before) {
        const struct node *node = &path.nodes[other->node];
        bool common = node->chosen == path.nodes[at].chosen;
        for (int i = 1; i < path.nodes[at].touch_count && !common; i++) {
            const struct touch *touch = &path.nodes[at].touches[i];
            common = touches(node, touch->place, touch->writes);
        }
        if (!common) {
            return true;
        }
    }
    return false;
}

enum { TRIED_EXECUTIONS = 1000, TRIED_NODES = 500 };
STATE static int tried = 0; /* executions; TRIED_EXECUTIONS: it is known that some commute */

/* If none commute in the first executions, the books need not be kept in all the others. */
static void judge_sections(void)
{
    if (tried == TRIED_EXECUTIONS) {
        return;
    }
    for (int i = 0; i < path.length && i < TRIED_NODES; i++) {
        const struct node *node = &path.nodes[i];
        if (!node->is_number && node->released != NULL && commutes(i)) {
            tried = TRIED_EXECUTIONS;
            return;
        }
    }
    if (++tried == TRIED_EXECUTIONS) {
        engine.no_sections = engine.again = true;
    }
}

static void begin(void)
{
    const bool signals = (engine.interrupts_wanted & INTERRUPTS_BY_SIGNALS) != 0;
    path.length = path.kept = 0;
    footprint_count = 0;
    tried = 0;
    first_own = 0;
    engine.sections = !engine.no_sections && !signals && !cells_shown();
    engine.skips_turns = engine.options.from == NULL;
    engine.observe = races_observe;
    engine.stores_commute =
        !engine.options.each_write_order && !engine.weak_wanted && engine.options.from == NULL;
}

/* Does what is chosen at the path's last node. If there is another way, or one may turn up, the
 * search comes back to here for it. */
static int perform_last(void)
{
    const struct node *last = &path.nodes[path.length - 1];
    if (engine.options.compare_marks) {
        compare_wipe_below();
        back_mark(path.length - 1);
    } else if ((last->enabled & ~last->sleep & ~last->done & ~only(last->chosen)) != 0) {
        back_mark(path.length - 1);
    }
    struct node *node = &path.nodes[path.length - 1];
    perform(node);
    if (engine.options.compare_marks) {
        compare_wipe_below();
    }
    return node->chosen;
}

static int choose(void)
{
    const thread_set altered = engine.altered;
    engine.altered = 0;
    if (path.length < path.kept) {
        path_must_fit();
        path.length++;
        return perform_last();
    }
    struct node *node = path_push();
    node->is_number = false;
    node->enabled = engine.enabled;
    node->done = 0;
    node->sleep = asleep(altered);
    node->footprints = -1;
    node->footprints_end = footprint_count;
    const thread_set awake = node->enabled & ~node->sleep;
    if (awake == 0) {
        path.length--;
        engine.redundant = true;
        engine_end();
    }
    const bool goes_on = engine.favoured >= 0 && has(awake, engine.favoured);
    node->chosen = (int16_t)(goes_on ? engine.favoured : lowest(awake));
    node->untried = only(node->chosen);
    return perform_last();
}

static int choose_number(int count)
{
    int chosen;
    if (path_repeats(&chosen)) {
        return chosen;
    }
    struct node *node = path_push();
    *node = (struct node){.is_number = true, .numbers = (int16_t)count};
    return 0;
}

/* Whichever it is, others see the same steps. */
static int choose_store(int count)
{
    return choose_number(count);
}

void prove_end(void)
{
    if (engine.full) {
        engine.in_section = false;
        return; /* there is no room for the books */
    }
    if (engine.in_section) {
        sections_spoil();
    }
    if (engine.sections) {
        judge_sections();
    }
    const bool repeats = engine.redundant && !engine.in_vain;
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        const int count = touches_of(&thread->next);
        if (thread->state == ALIVE && count > 0 &&
            (!repeats || thread->next.kind == STEP_DELIVER)) {
            struct clock after;
            struct touch touch[3];
            touch_places(thread, 0, touch);
            clock_copy(&after, thread->depends);
            for (int j = 0; j < count; j++) {
                races_depend(&touch[j], &after, false);
            }
            for (int j = 0; j < count; j++) {
                races_note(&touch[j], thread->next.kind, i, thread->depends, &after);
            }
        }
    }
}

bool prove_has_more(int at)
{
    const struct node *node = &path.nodes[at];
    return node->is_number
               ? node->chosen + 1 < node->numbers
               : (node->untried & ~node->done & ~node->sleep & ~only(node->chosen)) != 0;
}

void prove_leave(int at)
{
    struct node *node = &path.nodes[at];
    if (!node->is_number) {
        node->done |= only(node->chosen);
        if (engine.sections) {
            keep_footprints(node);
        }
    }
}

void prove_take(int at)
{
    struct node *node = &path.nodes[at];
    node->chosen = (int16_t)(node->is_number ? node->chosen + 1
                                             : lowest(node->untried & ~node->done & ~node->sleep));
    path.kept = at + 1;
}

void prove_own_from(int at)
{
    first_own = at;
    tried = TRIED_EXECUTIONS; /* what the parts of a search do must not depend on their order */
}

double prove_progress(void)
{
    double seen = 0, part = 1;
    for (int i = 0; i < path.kept; i++) {
        const struct node *node = &path.nodes[i];
        const thread_set others = node->is_number ? 0 : ~only(node->chosen);
        const int before = node->is_number ? node->chosen : count_of(node->done & others);
        const int later = node->is_number
                              ? node->numbers - node->chosen - 1
                              : count_of(node->untried & ~node->done & ~node->sleep & others);
        part /= before + 1 + later;
        seen += part * before;
    }
    return seen;
}

static bool next(void)
{
    for (int i = path.length - 1; i >= first_own; i--) {
        footprint_count = path.nodes[i].is_number ? footprint_count : path.nodes[i].footprints_end;
        prove_leave(i);
        if (prove_has_more(i)) {
            prove_take(i);
            return true;
        }
    }
    return false;
}

const struct strategy prove_strategy = {.name = "prove",
                                        .proves = true,
                                        .begin = begin,
                                        .choose = choose,
                                        .choose_number = choose_number,
                                        .choose_store = choose_store,
                                        .next = next};
