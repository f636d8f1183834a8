/* spin.c - loops that wait; see spin.h. */
#include "engine/spin.h"

#include "core/strategy.h"
#include "engine/cells.h"
#include "engine/dead.h"
#include "engine/engine.h"
#include "engine/live.h"
#include "engine/ready.h"
#include "world/world.h"

enum {
    POLITE_TURNS = 12,
    MOST_TURNS = 200,
    LIVELOCK_TURNS = 1000,
    WATCHED_EVENTS = 4096,
    MOST_COMPARISONS = 64, /* of all memory, in these */
    MOST_LOOPS = 256,      /* a power of two */
};

static inline uint64_t hash_of(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x100000001b3;
    return hash ^ hash >> 29;
}

STATE bool spin_compares_stacks = false;

/* What earlier calls left on stacks counts from now on, and was not kept so far: see memory/back.h.
 */
static inline void heed_stacks(void)
{
    if (!spin_compares_stacks) {
        spin_compares_stacks = irreversible = true;
    }
}

/* A hash (FNV-1a, by words) of the running thread's stack, from here to its start. Whoever calls it
 * has the registers that a call preserves put there (__builtin_unwind_init). */
__attribute__((noinline)) static uint64_t state_now(void)
{
    heed_stacks();
    const uint64_t *at = __builtin_frame_address(0);
    const uint64_t *end = (const uint64_t *)self->fiber.stack_high;
    uint64_t hash = 0xcbf29ce484222325;
    for (; at < end; at++) {
        hash = hash_of(hash, *at);
    }
    return hash | 1;
}

__attribute__((noinline)) void sweep_stack(void)
{
    enum { DEEPEST = 1024 };
    char below[DEEPEST];
    __real_memset(below, 0, sizeof below);
    __asm__ volatile("" : : "r"(below) : "memory");
}

/* Those of the program's frame from which the library was called at pc. */
static struct dead dead_at(const void *pc)
{
    enum { MOST_FRAMES = 8 };
    const uintptr_t *frame = __builtin_frame_address(0);
    for (int i = 0; i < MOST_FRAMES; i++) {
        if (frame[1] == (uintptr_t)pc) {
            return dead_slots(pc, frame[0]);
        }
        if (frame[0] <= (uintptr_t)frame || frame[0] >= (uintptr_t)self->fiber.stack_high) {
            break;
        }
        frame = (const uintptr_t *)frame[0];
    }
    return (struct dead){0};
}

/* The same without what is overwritten before it is read. */
__attribute__((noinline)) static uint64_t state_that_counts(const void *pc)
{
    heed_stacks();
    const struct dead dead = dead_at(pc);
    const uint64_t *at = __builtin_frame_address(0);
    const uint64_t *end = (const uint64_t *)self->fiber.stack_high;
    uint64_t hash = 0xcbf29ce484222325;
    for (; at < end; at++) {
        hash = hash_of(hash, dead_left_out(&dead, at));
    }
    return hash | 1;
}

static bool changed(const struct spin *spin)
{
    for (int i = 0; i < spin->reads; i++) {
        if (*spin->read[i] != spin->version[i]) {
            return true;
        }
    }
    return false;
}

static void begin_turn(struct spin *spin)
{
    spin->reads = spin->acted = spin->stale = 0;
    spin->now = self->now;
    spin->least_held = self->held_count;
}

static void begin(struct spin *spin, const void *pc)
{
    begin_turn(spin);
    spin->pc = pc;
    spin->state = 0;
    spin->begun = engine.events;
    spin->turns = spin->most_turns = 0;
    spin->gives_way = spin->parked_by_count = spin->reads_newest = false;
}

/* Whether a loop that sleeps or yields is not to wait any earlier for that. */
static bool is_hasty(const struct spin *spin)
{
    const struct strategy *const strategy = engine.strategy;
    if (strategy != NULL && (strategy->bounds_preemptions || strategy->proves)) {
        return strategy->bounds_preemptions;
    }
    return (spin->begun & 1) != 0;
}

/* Others could go on, or time could. */
static bool others_can_go_on(void)
{
    if ((engine.enabled | engine.local) != 0) {
        return true;
    }
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread != self && thread->state == ALIVE && thread->timed && !thread->timed_out) {
            return true;
        }
    }
    return false;
}

/* After a turn in which nothing was new, of a loop that isn't in the same state. Where threads just
 * take turns, it may be work: others are not to be kept from theirs by it, nor it by them. */
static bool has_waited_enough(struct spin *spin)
{
    if (strategy_takes_turns()) {
        return false;
    }
    const int usual = spin->gives_way && !is_hasty(spin) ? POLITE_TURNS : MOST_TURNS;
    if (spin->turns < (spin->most_turns > usual ? spin->most_turns : usual)) {
        return false;
    }
    engine.bounded.turns = engine.bounded.turns || others_can_go_on();
    return true;
}

/* Whether turns that change nothing are left out. */
static bool skips_turns(void)
{
    return engine.skips_turns && !engine.replaying;
}

/* After a turn in the same state. Time that passed in it, and what it took, is no part of that. */
static bool is_left_out(const struct spin *spin)
{
    return skips_turns() && spin->acted == 0 && spin->now == self->now;
}

static void park(struct spin *spin)
{
    spin->parked = true;
    engine.parked |= only(self->id);
}

/* The thread is back where the loop began. Whether it waits; else another turn begins. */
__attribute__((noinline)) static bool turn_ends(struct spin *spin, const void *pc)
{
    __builtin_unwind_init();
    const uint64_t state = skips_turns() ? state_that_counts(pc) : state_now();
    const bool still = !changed(spin);
    spin->turns = still ? spin->turns + 1 : 0;
    const bool same = state == spin->state;
    if (same && is_left_out(spin)) {
        spin->parked_by_count = false;
        spin->for_good = true;
        park(spin);
        return true;
    }
    if (still && (same || has_waited_enough(spin))) {
        if (spin->stale == 0) {
            spin->parked_by_count = !same;
            park(spin);
            return true;
        }
        spin->reads_newest = true; /* stores become visible in time (C17 7.17.3p16) */
    }
    spin->state = state;
    begin_turn(spin);
    return false;
}

/* Where a thread came again without having written, in the search so far: in a table of hashes. */
STATE static const void *loops[MOST_LOOPS] = {NULL};

/* Its slot, or that where it would be; NULL: the table is full. */
static const void **loop_slot(const void *pc)
{
    uintptr_t slot = (uintptr_t)pc / 2;
    for (int probes = 0; probes < MOST_LOOPS; probes++, slot++) {
        const void **const loop = &loops[slot % MOST_LOOPS];
        if (*loop == pc || *loop == NULL) {
            return loop;
        }
    }
    return NULL;
}

static bool is_in_loop(const void *pc)
{
    const void **const loop = loop_slot(pc);
    return loop != NULL && *loop == pc;
}

/* From now on, the state counts in which a thread comes there: its first turn had none. */
static void note_loop(const void *pc)
{
    const void **const loop = loop_slot(pc);
    if (loop != NULL && *loop == NULL) {
        *loop = pc;
        engine.again = true;
    }
}

/* The last time that the thread came to the same read, of what is noted. -1: never. */
static int last_time(const struct spin *spin, const uint32_t *version, const void *pc)
{
    for (int i = spin->reads - 1; i >= 0; i--) {
        if (spin->read[i] == version && spin->at[i] == pc) {
            return i;
        }
    }
    return -1;
}

/* What was read before, it doesn't wait for. */
static void begin_with(struct spin *spin, int first)
{
    spin->reads -= first;
    for (int i = 0; i < spin->reads; i++) {
        spin->read[i] = spin->read[first + i];
        spin->version[i] = spin->version[first + i];
    }
    spin->stale = spin->stale > first ? spin->stale - first : 0;
    spin->acted = 0;
}

/* The thread has come to a read: whether the turn that ends there is left out. */
__attribute__((noinline)) static bool is_turn_left_out(struct spin *spin, const uint32_t *version,
                                                       const void *pc)
{
    const uint64_t state = spin->coming;
    for (int i = spin->reads - 1; state != 0 && i >= spin->acted; i--) {
        if (spin->read[i] == version && spin->at[i] == pc && spin->came[i] == state) {
            begin_with(spin, i);
            spin->parked_by_count = false;
            spin->for_good = true;
            park(spin);
            return true;
        }
    }
    return false;
}

/* The same read as the last one, which wasn't the first: the loop begins here, behind one that came
 * before it: int a = x; while (a != 1) a = x; or: for (i = 0; i < 2; i++) while (!x[i]); */
static bool repeats_last(const struct spin *spin, const uint32_t *version, const void *pc)
{
    return spin->last_pc == pc && spin->reads > 1 && spin->read[spin->reads - 1] == version &&
           (spin->pc != pc || spin->read[0] != version);
}

/* In what may be a loop: whether the read is to be noted. */
__attribute__((noinline)) static bool goes_on(struct spin *spin, const uint32_t *version,
                                              const void *pc)
{
    if (repeats_last(spin, version, pc)) {
        begin(spin, pc);
        spin->read[0] = version; /* a turn has ended, with which the next one is compared */
    }
    if (spin->reads == SPIN_READS) {
        begin(spin, pc);
    } else if (self->held_count > spin->least_held) {
        /* Not here: others may need the mutex that it gives back in each turn. */
        if (spin->pc == pc) {
            spin->pc = NULL;
            return false;
        }
    } else if (spin->pc == pc && spin->read[0] == version) {
        return !turn_ends(spin, pc);
    }
    return true;
}

static void note_read(struct spin *spin, const uint32_t *version, const void *pc)
{
    spin->last_pc = pc;
    spin->at[spin->reads] = pc;
    spin->came[spin->reads] = spin->coming;
    spin->read[spin->reads] = version;
    spin->version[spin->reads++] = *version;
}

static void visit(const uint32_t *version, const void *pc)
{
    struct spin *spin = &self->spin;
    if (spin->pc == NULL) {
        begin(spin, pc);
    } else if (is_turn_left_out(spin, version, pc) || !goes_on(spin, version, pc)) {
        return;
    }
    note_read(spin, version, pc);
}

void spin_visit(const uint32_t *version, const void *pc)
{
    self->spin.coming = 0;
    visit(version, pc);
}

void spin_visit_asking(const uint32_t *version, const void *pc, uint64_t asks)
{
    self->spin.coming = 0;
    if (skips_turns() && !self->spin.asks_more) {
        if (is_in_loop(pc)) {
            self->spin.coming = live_state(pc, asks);
            sweep_stack(); /* of what went into that: time passes, and stacks may be compared now */
        } else if (self->spin.pc != NULL && last_time(&self->spin, version, pc) >= 0) {
            note_loop(pc);
        }
    }
    visit(version, pc);
}

void spin_own_change(const uint32_t *version)
{
    struct spin *spin = &self->spin;
    spin->acted = spin->reads > 0 ? spin->reads : 1;
    if (self->held_count < spin->least_held) {
        spin->least_held = self->held_count;
    }
    for (int i = 0; i < spin->reads; i++) {
        if (spin->read[i] == version) {
            spin->version[i] = *version;
        }
    }
}

static void unpark(struct thread *thread)
{
    thread->spin.parked = false;
    engine.parked &= ~only(thread->id);
}

bool spin_must_wait(struct thread *thread)
{
    if (thread->spin.parked && !thread->spin.for_good && changed(&thread->spin)) {
        unpark(thread);
        thread->spin.pc = NULL;
    }
    return thread->spin.parked;
}

void spin_resume(struct thread *thread)
{
    struct spin *spin = &thread->spin;
    if (spin->parked && (spin->parked_by_count || engine.replay.endless)) {
        unpark(thread);
        spin->most_turns = 2 * spin->turns;
    }
}

/* The one with the fewest turns, so that each gets to where it gives up. */
bool spin_resume_one(void)
{
    struct thread *least = NULL;
    for_each_thread(id, engine.parked)
    {
        struct thread *thread = &engine.threads[id];
        const bool gives_up = thread->spin.gives_way && thread->spin.turns >= LIVELOCK_TURNS;
        if (thread->spin.parked_by_count && !gives_up &&
            (least == NULL || thread->spin.turns < least->spin.turns)) {
            least = thread;
        }
    }
    if (least == NULL) {
        return false;
    }
    spin_resume(least);
    if (step_possible(least)) {
        engine.enabled |= only(least->id);
    }
    return true;
}

void spin_unpark(void)
{
    for_each_thread(id, engine.parked)
    {
        struct thread *thread = &engine.threads[id];
        if (thread != self && !spin_must_wait(thread) && step_possible(thread)) {
            engine.enabled |= only(id);
        }
    }
}

bool spin_in_vain(void)
{
    for_each_thread(id, engine.parked)
    {
        const struct spin *spin = &engine.threads[id].spin;
        if (spin->for_good && (spin->stale != 0 || changed(spin))) {
            return true;
        }
    }
    return false;
}

bool spin_quietly(const void *pc)
{
    __builtin_unwind_init();
    struct spin *spin = &self->spin;
    if ((engine.quiet & 1023) == 0) {
        spin->quiet_pc = pc;
        spin->quiet_state = state_now();
        return false;
    }
    return spin->quiet_pc == pc && state_now() == spin->quiet_state;
}

/* At the same depth of calls whenever it is asked, or else in another state. */
__attribute__((noinline)) static uint64_t watched_state(void)
{
    __builtin_unwind_init();
    return state_now() ^ (uint64_t)self->now;
}

bool spin_watch(void)
{
    struct spin *spin = &self->spin;
    spin->quiet_turns++;
    if (!engine.options.ignore_races && spin->quiet_turns > 1 &&
        (spin->quiet_turns & (spin->quiet_turns - 1)) == 0) {
        spin->watched = WATCHED_EVENTS;
        spin->watched_state = 0;
    }
    return spin->watched > 0;
}

bool spin_comes_back(void)
{
    struct spin *spin = &self->spin;
    const uint64_t state = watched_state();
    spin->watched--;
    if (spin->watched_state == 0) {
        spin->watched_state = state;
        spin->watched_memory = cells_state(NULL);
        spin->comparisons = 0;
        return spin->watched > 0;
    }
    if (state != spin->watched_state) {
        return spin->watched > 0;
    }
    if (spin->watched_memory != 0 && cells_state(NULL) == spin->watched_memory) {
        engine_hang(true);
    }
    spin->comparisons += 1 + (int)(slot_mask / 1024); /* as it takes longer */
    if (spin->comparisons >= MOST_COMPARISONS) {
        spin->watched = 0;
    }
    return spin->watched > 0;
}
