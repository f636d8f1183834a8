/* memory.c - cells, and the search for data races (C17 5.1.2.4p25); see memory.h. */
#include "memory/memory.h"

#include "core/deadline.h"
#include "core/names.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/happens.h"
#include "memory/life.h"
#include "memory/objects.h"
#include "memory/orders.h"
#include "memory/visits.h"
#include "memory/volatiles.h"
#include "world/world.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_BYTES = 0xff };

void memory_learn(const struct cell *cell, uintptr_t start, size_t size, int order)
{
    for (const struct release *release = cell->releases; release != NULL; release = release->next) {
        if (release->start < start + size && start < release->start + release->size) {
            happens_learn(self, release->clock, order);
        }
    }
}

/* An access that is no step, to a place whose last store nobody has read. */
__attribute__((noinline)) static void settle(struct place *place, bool write, uint8_t bytes)
{
    if (!write) {
        engine.observe(place);
    } else if (place->stored == bytes) {
        place->unobserved = false; /* and nobody will: whatever comes later comes after this */
    }
}

/* The same of all places that some of the cell's bytes belong to. */
__attribute__((noinline)) static void settle_spans(struct cell *cell, uint8_t touched, bool write,
                                                   uint8_t bytes)
{
    for (struct span *span = &cell->span; span != NULL; span = span->next) {
        struct place *place = &span->place;
        if ((span->bytes & touched) != 0 && place->execution == engine.execution &&
            place->unobserved) {
            settle(place, write, bytes);
        }
    }
}

void memory_observe(const void *start, size_t size)
{
    const uintptr_t end = (uintptr_t)start + size;
    for (uintptr_t at = (uintptr_t)start; at < end; at = (at | 7) + 1) {
        struct cell *cell = cell_known(at);
        const size_t left = end - at;
        if (cell != NULL) {
            settle_spans(cell, bytes_in_cell(at, left), false, 0);
        }
    }
}

/* Which bytes of a cell an access is to, in one number that is never 0. */
static inline uint8_t bytes_of(uintptr_t start, size_t size)
{
    return (uint8_t)(size << 3 | (start & 7));
}

static void span_changed(struct span *span)
{
    span->version++;
    if (engine.parked != 0) {
        spin_unpark();
    }
}

void memory_changed(struct cell *cell, uintptr_t start, size_t size)
{
    span_changed(span_of(cell, bytes_in_cell(start, size)));
}

/* What is kept of a cell. */
static inline struct access *accesses_of(struct cell *cell)
{
    return cell->far != NULL ? cell->far : cell->near;
}

__attribute__((noinline)) static void make_room_for_more(struct cell *cell)
{
    struct access *more = scratch(sizeof *more * cell->room * 2);
    __real_memcpy(more, accesses_of(cell), sizeof *more * cell->count);
    cell->room = (uint16_t)(cell->room * 2);
    cell->far = more;
}

/* Where one more is to be kept. */
static inline struct access *new_access(struct cell *cell)
{
    if (__builtin_expect(cell->count == cell->room, 0)) {
        make_room_for_more(cell);
    }
    return &accesses_of(cell)[cell->count++];
}

__attribute__((noinline)) static void tell_race(const struct cell *cell,
                                                const struct access *earlier, struct access now)
{
    const uintptr_t address = cell->start + (unsigned)__builtin_ctz(now.mask);
    if (engine.interruptible && volatiles_may_share(address, earlier->thread, now.thread)) {
        cell_show(cell->start); /* which of the two comes first counts */
        return;
    }
    if (engine.sections) {
        sections_give_up();
    }
    /* The pair that is told is the simplest one, so the first of the execution. */
    if ((engine.failures & 1u << INTERLEAVE_DATA_RACE) == 0) {
        engine_failed(INTERLEAVE_DATA_RACE);
        engine.race.thread[0] = earlier->thread;
        engine.race.thread[1] = now.thread;
        engine.race.writes[0] = earlier->write;
        engine.race.writes[1] = now.write;
        engine.race.pc[0] = earlier->pc;
        engine.race.pc[1] = now.pc;
        engine.race.address = (void *)address;
    }
    cell_show(cell->start);
}

/* All of an access but its place, as one number: thread, its clock, what it does, to which bytes of
 * the cell. It is what the access begins with in memory; the lowest three bytes say who does what
 * where. */
enum { WHO_AND_WHERE = 0xffffff };
_Static_assert(offsetof(struct access, thread) == 0 && offsetof(struct access, mask) == 1 &&
                   offsetof(struct access, write) == 2 && offsetof(struct access, atomic) == 3 &&
                   offsetof(struct access, clock) == 4 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "see epoch_of");

static inline uint64_t epoch_of(const struct access *access)
{
    uint64_t epoch;
    __builtin_memcpy(&epoch, access, sizeof epoch);
    return epoch;
}

/* The running thread's. */
static inline struct access access_now(uint8_t mask, bool write, bool atomic, const void *pc)
{
    const struct thread *me = self;
    return (struct access){.thread = (uint8_t)me->id,
                           .mask = mask,
                           .write = write,
                           .atomic = atomic,
                           .clock = me->clock.at[me->id],
                           .pc = pc};
}

/* Does the same thread do the same to the same bytes? */
static inline bool is_again(const struct access *earlier, uint64_t epoch)
{
    return ((epoch_of(earlier) ^ epoch) & WHO_AND_WHERE) == 0;
}

/* Where the thread did the same before in a cell, or, if it never did, where that is to be kept. */
static inline struct access *access_of(struct cell *cell, const struct access *now)
{
    struct access *all = accesses_of(cell);
    const uint64_t epoch = epoch_of(now);
    uint8_t *const kept_at = &cell->kept_at[(now->thread & 3) << 1 | now->write];
    if (*kept_at < cell->count && is_again(&all[*kept_at], epoch)) {
        return &all[*kept_at];
    }
    int at = 0;
    while (at < cell->count && !is_again(&all[at], epoch)) {
        at++;
    }
    *kept_at = (uint8_t)at;
    return at < cell->count ? &all[at] : new_access(cell);
}

/* Among atomic operations alone there is no race: they are kept for plain accesses to come. */
__attribute__((always_inline)) static inline void keep_atomic(struct cell *cell, uint8_t mask,
                                                              bool write, const void *pc)
{
    const struct access now = access_now(mask, write, true, pc);
    *access_of(cell, &now) = now;
}

/* Looks for a race of the access with those before it, and keeps it for those to come. */
__attribute__((always_inline)) static inline void check(struct cell *cell, const struct access *now)
{
    const uint64_t epoch = epoch_of(now);
    if (epoch == cell->last) {
        return; /* whatever would race with this access races with the last one */
    }
    cell->last = epoch;
    cell->plain = cell->plain || !now->atomic;
    struct access *all = accesses_of(cell);
    const struct clock *clock = &self->clock;
    int kept = 0;
    bool known = false;
    for (int i = 0; i < cell->count; i++) {
        const struct access *earlier = &all[i];
        bool replaced = false;
        if (earlier->thread == now->thread) {
            if (earlier->write >= now->write && earlier->atomic <= now->atomic &&
                earlier->clock == now->clock && (now->mask & ~earlier->mask) == 0) {
                known = true; /* whatever races with this access races with that one */
            } else {
                replaced = (now->write >= earlier->write) && now->atomic <= earlier->atomic &&
                           (earlier->mask & ~now->mask) == 0;
            }
        } else if ((earlier->mask & now->mask) != 0 && (earlier->write || now->write)) {
            if (earlier->clock > clock_at(clock, earlier->thread)) {
                if (!(earlier->atomic && now->atomic)) {
                    tell_race(cell, earlier, *now);
                }
            } else {
                replaced = now->write && !now->atomic && (earlier->mask & ~now->mask) == 0;
            }
        }
        if (!replaced) {
            if (kept != i) {
                all[kept] = *earlier;
            }
            kept++;
        }
    }
    cell->count = (uint16_t)kept;
    if (!known) {
        *new_access(cell) = *now;
    }
}

__attribute__((noinline)) static void check_other(struct cell *cell, const struct access *now)
{
    if (now->atomic && !cell->plain) {
        keep_atomic(cell, now->mask, now->write, now->pc);
    } else {
        check(cell, now);
    }
}

/* An atomic access to a cell that plain ones have been to, too: in a lock beside what it guards,
 * say. Apart, and swept, so that the thread's clock, which goes on, stays in no frame: a loop that
 * waits is known by its stack. */
__attribute__((noinline)) static void check_among_plain(struct cell *cell, uint8_t bytes,
                                                        bool write, const void *pc)
{
    const struct access now = access_now(bytes, write, true, pc);
    check(cell, &now);
}

/* A use after the free that could have come before it, too: that order is to be tried. */
static void show_use(const struct cell *cell)
{
    const struct access *all = cell->far != NULL ? cell->far : cell->near;
    for (int i = 0; i < cell->count && !cell->visible; i++) {
        if (all[i].thread != self->id && all[i].clock > clock_at(&self->clock, all[i].thread)) {
            cell_show(cell->start);
        }
    }
}

/* To allocate is to write the block (C17 7.22.3p2): a use that it doesn't happen before races with
 * it, however the pointer came here. */
__attribute__((noinline)) static void tell_allocation_race(struct cell *cell,
                                                           const struct access *now)
{
    const struct block *block = cell->block;
    const struct access allocation = {.thread = (uint8_t)block->allocated_by,
                                      .mask = now->mask,
                                      .write = true,
                                      .clock = block->allocated_when,
                                      .pc = block->allocated_at};
    engine.race.allocates =
        engine.race.allocates || (engine.failures & 1u << INTERLEAVE_DATA_RACE) == 0;
    tell_race(cell, &allocation, *now);
}

static inline bool knows_allocation(const struct block *block)
{
    return block->allocated_by == self->id ||
           block->allocated_when <= clock_at(&self->clock, block->allocated_by);
}

void memory_check_allocation(const struct block *block, const void *pc)
{
    if (block->size > 0 && !knows_allocation(block) && !engine.options.ignore_races) {
        const struct access now = {.thread = (uint8_t)self->id, .mask = 1, .write = true, .pc = pc};
        tell_allocation_race(cell_at(block->start), &now);
    }
}

/* Is there still anything at the address? Ends the execution if not. */
static void check_life(const struct cell *cell, uintptr_t start, size_t size)
{
    const struct block *block = cell->block;
    if (block == NULL) {
        engine_fail(INTERLEAVE_USE_AFTER_FREE,
                    "Thread %s uses memory before the heap's first block.", thread_name(self->id));
    }
    if (block->freed) {
        engine.failed_at[1] = block->freed_at;
        show_use(cell);
        engine_fail(INTERLEAVE_USE_AFTER_FREE,
                    "Use after %s: thread %s uses a block of %zu bytes that thread %s has %s.",
                    block->mapped ? "munmap" : "free", thread_name(self->id), block->size,
                    thread_name(block->freed_by), block->mapped ? "unmapped" : "freed");
    }
    if (start + size > block->start + block->size) {
        engine_fail(INTERLEAVE_USE_AFTER_FREE,
                    "Heap overflow: thread %s uses memory beyond the end of a block of %zu bytes.",
                    thread_name(self->id), block->size);
    }
}

static void check_stack(uintptr_t start, const void *pc)
{
    const struct thread *owner = world_stack_owner(start);
    if (owner == NULL) {
        visits_note_storage(start, pc);
        return;
    }
    if (world_stack_is_gone(owner, start)) {
        record_gone();
        engine_fail(INTERLEAVE_USE_AFTER_FREE,
                    "Use after return: thread %s uses a local variable of thread %s whose function "
                    "has returned.",
                    thread_name(self->id), thread_name(owner->id));
    }
    visits_note_stack(owner, pc);
}

static bool on_own_stack(uintptr_t start)
{
    const struct fiber *own = &self->fiber;
    return start - (uintptr_t)own->stack_low < (uintptr_t)(own->stack_high - own->stack_low);
}

/* Not the running thread's own, and neither heap nor globals. */
static bool on_another_stack(uintptr_t start)
{
    return start - world.start >= world.size && !on_own_stack(start);
}

static void add_place(struct step *step, struct place *place)
{
    if (place != NULL) {
        step->stores = 0;
        step->blind = false;
        step->place[step->places++] = place;
    }
}

#define INLINED __attribute__((always_inline)) static inline

/* An access under way. All that uses it is inlined, so its members are in registers. */
struct attempt {
    uintptr_t start;
    size_t size;
    enum access_kind kind;
    bool write;           /* of a compare-exchange: once its step is done, whether it succeeds */
    const void *expected; /* of a compare-exchange */
    const void *pc;
    struct cell *cell, *second; /* there hardly ever is a second one: else NULL */
    uint8_t bytes, rest_bytes;  /* of the one, and of the second */
};

INLINED bool is_atomic(const struct attempt *attempt)
{
    return attempt->kind >= ATOMIC_READ;
}

/* Whether it writes without a look at what was there. */
INLINED bool only_writes(const struct attempt *attempt)
{
    return attempt->write && attempt->kind < ATOMIC_UPDATE;
}

INLINED bool writes_plainly(const struct attempt *attempt)
{
    return attempt->write && !is_atomic(attempt);
}

INLINED bool is_step(const struct attempt *attempt)
{
    return is_atomic(attempt) || attempt->cell->visible ||
           (attempt->second != NULL && attempt->second->visible) ||
           (engine.all_visible && !on_own_stack(attempt->start));
}

/* The step that it is; rest: of the second cell, or NULL. */
INLINED struct step step_of(const struct attempt *attempt, struct span *span, struct span *rest)
{
    const enum access_kind kind = attempt->kind;
    place_renew(&span->place);
    struct step step = {.kind = is_atomic(attempt) ? STEP_ATOMIC
                                : attempt->write   ? STEP_WRITE
                                                   : STEP_READ,
                        .writes = attempt->write,
                        .blind = kind == PLAIN_WRITE || kind == ATOMIC_WRITE,
                        .places = 1,
                        .place = {&span->place},
                        .pc = attempt->pc};
    if ((kind == PLAIN_STORE || kind == ATOMIC_WRITE) && attempt->second == NULL) {
        step.stores = bytes_of(attempt->start, attempt->size);
    }
    if (rest != NULL) {
        place_renew(&rest->place);
        step.place[step.places++] = &rest->place;
    } else if (writes_plainly(attempt) && __builtin_expect(attempt->cell->guarded != 0, 0)) {
        add_place(&step, life_place(attempt->start));
    }
    return step;
}

/* What the access asks for, as a hash: the thread has called for it, and for nothing else. */
INLINED uint64_t asks(const struct attempt *attempt)
{
    uint64_t hash = (attempt->start ^ attempt->size << 56) + (uint64_t)attempt->kind;
    if (is_atomic(attempt)) {
        hash = hash * 0x9e3779b97f4a7c15 + self->operand;
    }
    return attempt->expected != NULL ? hash * 0x9e3779b97f4a7c15 + self->expected : hash;
}

/* Does it as a step; returns when that is done, but for what memory holds then. */
INLINED void do_as_step(struct attempt *attempt)
{
    struct span *span = span_of(attempt->cell, attempt->bytes);
    struct span *rest =
        attempt->second != NULL ? span_of(attempt->second, attempt->rest_bytes) : NULL;
    struct step step = step_of(attempt, span, rest);
    const struct need need = {attempt->cell, attempt->start, attempt->size, attempt->expected};
    const bool compares = attempt->kind == ATOMIC_COMPARE;
    if (compares) {
        step.may_fail = true;
        step.need = &need;
    }
    if (only_writes(attempt)) {
        spin_end();
    } else if (attempt->second == NULL && attempt->kind != MEETING) {
        spin_visit_asking(&span->version, attempt->pc, asks(attempt));
    } else {
        spin_visit(&span->version, attempt->pc);
    }
    if (is_atomic(attempt) && __builtin_expect(engine.in_section, 0) &&
        sections_absorb(&span->place, compares ? orders_may_match(&need, self) : attempt->write)) {
        engine_event();
    } else {
        engine_step(&step);
    }
    if (compares) {
        attempt->write = orders_may_match(&need, self);
    }
    if (!only_writes(attempt)) {
        spin_has_read(&span->version);
    } else {
        span_changed(span);
        if (rest != NULL) {
            span_changed(rest);
        }
    }
}

/* Does it as an event that is no step. */
INLINED void do_as_event(const struct attempt *attempt)
{
    engine_event();
    if (attempt->write) {
        /* On its own stack, it is part of the state by which a loop that waits is known. */
        if (!on_own_stack(attempt->start)) {
            spin_end();
        }
    } else if (__builtin_expect(engine.quiet > SPIN_AFTER, 0) && engine.quiet < SPIN_UNTIL &&
               !engine.replaying && spin_quietly(attempt->pc)) {
        cell_show(attempt->start); /* a loop that waits for a plain variable */
        engine.cut = true;
        engine_end();
    }
    if (__builtin_expect(engine.in_section, 0)) {
        sections_touch(attempt->cell, attempt->bytes, attempt->write);
        if (attempt->second != NULL) {
            sections_touch(attempt->second, attempt->rest_bytes, attempt->write);
        }
    }
}

/* What was no step observes stores, or comes after them. */
INLINED void settle_quietly(const struct attempt *attempt)
{
    struct cell *cell = attempt->cell;
    if (__builtin_expect(cell->span.place.unobserved || cell->span.next != NULL, 0)) {
        settle_spans(cell, attempt->bytes, attempt->write,
                     attempt->second == NULL ? bytes_of(attempt->start, attempt->size) : 0);
    }
    if (attempt->second != NULL) {
        settle_spans(attempt->second, attempt->rest_bytes, attempt->write, 0);
    }
}

/* It is going to write: that is to be put back, and ends what was stored there. */
INLINED void note_write(const struct attempt *attempt, bool crosses, bool is_global)
{
    if (crosses) {
        world_touch(attempt->start, attempt->size);
    } else if (is_global) {
        world_touch_line(attempt->start);
    }
    if (__builtin_expect(!is_atomic(attempt) && attempt->cell->locations != NULL, 0)) {
        orders_forget(attempt->cell, attempt->start, attempt->size);
    }
}

INLINED void record(const struct attempt *attempt)
{
    if (engine.recording && attempt->kind != MEETING) {
        record_access(attempt->start, attempt->size,
                      attempt->kind == ATOMIC_COMPARE ? ATOMIC_UPDATE : attempt->kind, attempt->pc);
    }
}

/* Is there still anything, and may it be done to that? Ends the execution if not. */
INLINED void check_what_is_there(const struct attempt *attempt, bool is_global)
{
    const struct cell *cell = attempt->cell;
    if (writes_plainly(attempt) && __builtin_expect(cell->guarded != 0, 0) && !self->ends_objects) {
        life_store(attempt->start, attempt->size, attempt->kind == PLAIN_WRITE);
    }
    if (attempt->kind == MEETING && engine.recording && cell->block != NULL && cell->block->freed) {
        /* It won't come to tell that itself. */
        record_call(self->meets_by, (const void *)attempt->start, attempt->pc);
    }
    if (!is_global) {
        if (heap_has(attempt->start)) {
            check_life(cell, attempt->start, attempt->size);
        } else if (!on_own_stack(attempt->start)) {
            check_stack(attempt->start, attempt->pc);
        }
    }
}

/* Looks for races, and keeps the access for those to come. */
INLINED void check_races(const struct attempt *attempt)
{
    struct cell *cell = attempt->cell;
    const bool write = attempt->write;
    const bool never_races = is_atomic(attempt) || attempt->kind == MEETING; /* with another one */
    if ((engine.alone && cell->count == 0) || engine.options.ignore_races) {
        return; /* whoever comes later was started by this thread */
    }
    if (cell->block != NULL && __builtin_expect(!knows_allocation(cell->block), 0)) {
        const struct access now = access_now(attempt->bytes, write, never_races, attempt->pc);
        tell_allocation_race(cell, &now);
    }
    if (never_races && !cell->plain) {
        keep_atomic(cell, attempt->bytes, write, attempt->pc);
    } else if (never_races) {
        check_among_plain(cell, attempt->bytes, write, attempt->pc);
        sweep_stack();
    } else {
        const struct access now = access_now(attempt->bytes, write, false, attempt->pc);
        check(cell, &now);
    }
    if (attempt->second != NULL) {
        const struct access now = access_now(attempt->rest_bytes, write, never_races, attempt->pc);
        check_other(attempt->second, &now);
    }
}

/* For each kind of access once, so that what depends on the kind is known when it is compiled; and
 * whether there is a second cell, as there hardly ever is. */
INLINED struct cell *access_cells(uintptr_t start, size_t size, bool crosses, enum access_kind kind,
                                  const void *expected, const void *pc)
{
    if (start < 4096) {
        engine_event();
        return cell_at(start); /* what comes now is a crash, which tells itself */
    }
    const uintptr_t end = start + size - 1;
    struct attempt attempt = {.start = start,
                              .size = size,
                              .kind = kind,
                              .write = kind == PLAIN_WRITE || kind == PLAIN_STORE ||
                                       kind >= ATOMIC_WRITE,
                              .expected = expected,
                              .pc = pc,
                              .cell = cell_at(start),
                              .second = crosses ? cell_at(end) : NULL,
                              /* Without a second cell, there are at most eight. */
                              .bytes = crosses ? bytes_in_cell(start, size)
                                               : (uint8_t)(ALL_BYTES >> (8 - size) << (start & 7)),
                              .rest_bytes = (uint8_t)((1u << ((end & 7) + 1)) - 1)};
    bool quiet = true;
    if (is_step(&attempt)) {
        do_as_step(&attempt);
        quiet = engine.alone;
    } else {
        do_as_event(&attempt);
    }
    if (quiet && __builtin_expect(engine.stores_commute, 0)) {
        settle_quietly(&attempt);
    }
    const bool is_global = start - world.start < world.size;
    if (attempt.write) {
        note_write(&attempt, crosses, is_global);
    }
    record(&attempt);
    check_what_is_there(&attempt, is_global);
    check_races(&attempt);
    return attempt.cell;
}

__attribute__((noinline)) static struct cell *access_two_cells(uintptr_t start, size_t size,
                                                               enum access_kind kind,
                                                               const void *expected, const void *pc)
{
    return access_cells(start, size, true, kind, expected, pc);
}

INLINED struct cell *access_memory(uintptr_t start, size_t size, enum access_kind kind,
                                   const void *expected, const void *pc)
{
    const bool crosses = (start ^ (start + size - 1)) >> 3 != 0;
    return __builtin_expect(crosses, 0) ? access_two_cells(start, size, kind, expected, pc)
                                        : access_cells(start, size, false, kind, expected, pc);
}

void memory_access(uintptr_t start, size_t size, enum access_kind kind, const void *pc)
{
    switch (kind) {
    case PLAIN_READ:
        access_memory(start, size, PLAIN_READ, NULL, pc);
        break;
    case PLAIN_WRITE:
        access_memory(start, size, PLAIN_WRITE, NULL, pc);
        break;
    case PLAIN_STORE:
        access_memory(start, size, PLAIN_STORE, NULL, pc);
        break;
    case MEETING:
        access_memory(start, size, MEETING, NULL, pc);
        break;
    case ATOMIC_READ:
    case ATOMIC_WRITE:
    case ATOMIC_UPDATE:
    case ATOMIC_COMPARE:
        memory_atomic(start, size, kind, pc);
    }
}

struct cell *memory_atomic(uintptr_t start, size_t size, enum access_kind kind, const void *pc)
{
    return kind == ATOMIC_READ    ? access_memory(start, size, ATOMIC_READ, NULL, pc)
           : kind == ATOMIC_WRITE ? access_memory(start, size, ATOMIC_WRITE, NULL, pc)
                                  : access_memory(start, size, ATOMIC_UPDATE, NULL, pc);
}

struct cell *memory_compare(uintptr_t start, size_t size, const void *expected, const void *pc)
{
    return access_memory(start, size, ATOMIC_COMPARE, expected, pc);
}

void memory_meet(uintptr_t start, const char *call, const void *pc)
{
    self->meets_by = call;
    if (heap_has(start) || on_another_stack(start)) {
        memory_access(start, 1, MEETING, pc);
    }
}

void memory_look(uintptr_t start, const void *pc)
{
    struct cell *cell = cell_at(start);
    if ((engine.alone && cell->count == 0) || engine.options.ignore_races) {
        return;
    }
    const struct access now = access_now((uint8_t)(1 << (start & 7)), false, true, pc);
    check_other(cell, &now);
}

/* A store that this execution has made there already was none into an object, and the next one must
 * make it again as one: no mark has that. */
void memory_cover(uintptr_t start, size_t size)
{
    for (uintptr_t at = start; at < start + size; at++) {
        struct cell *cell = cell_at(at);
        const uint8_t byte = (uint8_t)(1 << (at & 7));
        if ((cell->guarded & byte) == 0) {
            cell->guarded |= byte;
            irreversible = true;
        }
    }
}

static void access_each(uintptr_t start, uintptr_t end, enum access_kind kind, const void *pc)
{
    enum {
        MOST_COUNTED = 512, /* of one call, which is no loop, however much it touches */
        CLOCK_EACH = 1 << 18
    };
    const uint64_t quiet = engine.quiet + MOST_COUNTED;
    spin_asks_more(true);
    while (start < end) {
        const uintptr_t next = (start | 7) + 1;
        const uintptr_t stop = next < end ? next : end;
        memory_access(start, stop - start, kind, pc);
        engine.quiet = engine.quiet < quiet ? engine.quiet : quiet;
        start = stop;
        if (start % CLOCK_EACH == 0 && deadline_is_past()) {
            engine_cut();
        }
    }
    spin_asks_more(false);
}

/* How far from start to end accesses are no steps. */
static uintptr_t end_of_quiet(uintptr_t start, uintptr_t end)
{
    while (start < end) {
        const struct cell *cell = cell_known(start);
        if (engine.all_visible || (cell != NULL && cell->visible)) {
            return start;
        }
        start = (start | 7) + 1;
    }
    return end;
}

static void leave_in_cell(uintptr_t start, size_t size, bool atomic, const void *pc)
{
    struct cell *cell = cell_at(start);
    const uint8_t bytes = bytes_in_cell(start, size);
    if (heap_has(start)) {
        check_life(cell, start, size);
    }
    if (cell->locations != NULL) {
        orders_forget(cell, start, size);
    }
    if (engine.in_section) {
        sections_touch(cell, bytes, true);
    }
    if (cell->visible) {
        memory_changed(cell, start, size);
    }
    if ((engine.alone && cell->count == 0) || engine.options.ignore_races) {
        return;
    }
    const struct access now = access_now(bytes, true, atomic, pc);
    check_other(cell, &now);
}

static void leave(uintptr_t start, size_t size, bool atomic, const void *pc)
{
    const uintptr_t end = start + size;
    world_touch(start, size);
    if (engine.recording) {
        record_access(start, size, PLAIN_WRITE, pc);
    }
    while (start < end) {
        const uintptr_t next = (start | 7) + 1;
        leave_in_cell(start, (next < end ? next : end) - start, atomic, pc);
        start = next;
    }
}

void memory_leave(uintptr_t start, size_t size, const void *pc)
{
    leave(start, size, false, pc);
}

void memory_change_inside(uintptr_t start, size_t size, const void *pc)
{
    leave(start, size, true, pc);
}

void memory_range(uintptr_t start, size_t size, bool write, const void *pc)
{
    const enum access_kind kind = write ? PLAIN_WRITE : PLAIN_READ;
    const uintptr_t end = start + size;
    if (!engine.recording) {
        access_each(start, end, kind, pc);
        return;
    }
    /* In a record, what others can't come between is one access. */
    while (start < end) {
        const uintptr_t quiet = end_of_quiet(start, end);
        if (quiet > start) {
            record_access(start, quiet - start, kind, pc);
            self->unrecorded = true;
            access_each(start, quiet, kind, pc);
            self->unrecorded = false;
            start = quiet;
        } else {
            const uintptr_t next = (start | 7) + 1;
            memory_access(start, (next < end ? next : end) - start, kind, pc);
            start = next;
        }
    }
}
