/* back.c - see back.h. */
#include "memory/back.h"

#include "core/keep.h"
#include "core/path.h"
#include "core/strategy.h"
#include "engine/cells.h"
#include "engine/engine.h"
#include "engine/spin.h"
#include "memory/compare.h"
#include "memory/life.h"
#include "memory/objects.h"
#include "memory/visits.h"
#include "world/world.h"

#include <stdlib.h>

enum {
    MOST_MARKS = 32,
    FIRST_ROOM = 16 << 10,
    MOST_ROOM = 256 << 10, /* of one mark: larger states aren't kept */
    MOST_IN_VAIN = 8,      /* executions that couldn't be gone back from: then no marks are made */
};

struct mark {
    int node;
    bool learned; /* of the program, on the way there: from main it is another way, see compare.h */
    size_t size, room;
    char *state;
};

STATE static struct mark marks[MOST_MARKS] = {{.node = 0}};
STATE static int mark_count = 0;
STATE static int marking = 0;        /* the node at which a mark is being made */
STATE static int in_vain = 0;        /* executions in a row, of which the marks were of no use */
STATE static bool too_large = false; /* in this execution; it won't get smaller */
/* What was known of the program when the execution began, and of whether its beginning was learned:
 * for compare.h. */
STATE static size_t known = 0;
STATE static bool begun_learning = false;

void back_forget(void)
{
    mark_count = 0;
    in_vain = 0;
    if (engine.options.compare_marks) {
        scratch_clear();
    }
}

static size_t known_now(void)
{
    return cells_ever() + objects_ever();
}

void back_begin(void)
{
    if (engine.options.compare_marks) {
        compare_wipe();
        known = known_now();
        begun_learning = false;
    }
}

/* -- the parts of a state -- */

static void keep_engine(struct keep *to)
{
    const char *whole = (const char *)&engine;
    keep(to, whole + EXECUTION_OF_ENGINE, EXECUTION_OF_ENGINE_END - EXECUTION_OF_ENGINE);
    keep(to, whole + END_OF_ENGINE, END_OF_ENGINE_END - END_OF_ENGINE);
}

static void put_back_engine(struct keep *from)
{
    char *whole = (char *)&engine;
    keep_put_back(from, whole + EXECUTION_OF_ENGINE, EXECUTION_OF_ENGINE_END - EXECUTION_OF_ENGINE);
    keep_put_back(from, whole + END_OF_ENGINE, END_OF_ENGINE_END - END_OF_ENGINE);
}

static void keep_scratch(struct keep *to)
{
    char *start;
    const size_t used = scratch_in_use(&start);
    keep(to, &used, sizeof used);
    keep(to, start, used);
}

static void put_back_scratch(struct keep *from)
{
    char *start;
    size_t used;
    keep_put_back(from, &used, sizeof used);
    scratch_in_use(&start);
    keep_put_back(from, start, used);
    scratch_shrink(used);
}

static size_t size_of(const struct clock *clock)
{
    return offsetof(struct clock, at) + clock->known * sizeof clock->at[0];
}

static void keep_clock(struct keep *to, const struct clock *clock)
{
    keep(to, clock, size_of(clock));
}

static void put_back_clock(struct keep *from, struct clock *clock)
{
    const struct clock *kept = (const struct clock *)from->at;
    keep_put_back(from, clock, size_of(kept));
}

/* A thread that has ended never goes on; but the one that steps aside does. */
static bool has_stack(const struct thread *thread)
{
    return thread->state != FINISHED || thread->id == engine.current;
}

/* The part of its stack that is in use, from there to its end; and what is just below, where that
 * counts. */
static char *stack_low(const struct thread *thread)
{
    enum { LEFT_BELOW = 512 };
    char *low = thread->fiber.stack_pointer;
    const size_t below = spin_compares_stacks ? LEFT_BELOW : 0;
    return (size_t)(low - thread->fiber.stack_low) > below ? low - below : low;
}

enum { THREAD_KEPT = offsetof(struct thread, clock) };

static void keep_thread(struct keep *to, const struct thread *thread)
{
    keep(to, thread, THREAD_KEPT);
    keep_clock(to, &thread->clock);
    if (thread->has_released) {
        keep_clock(to, &thread->released);
    }
    if (thread->has_acquired) {
        keep_clock(to, &thread->acquired);
    }
    if (thread->held_count > 0) {
        keep(to, thread->held, (size_t)thread->held_count * sizeof thread->held[0]);
    }
    world_keep_storage(&thread->fiber, to);
    if (has_stack(thread)) {
        char *const low = stack_low(thread);
        keep(to, low, (size_t)(thread->fiber.stack_high - low));
    }
}

static void put_back_thread(struct keep *from, struct thread *thread)
{
    keep_put_back(from, thread, THREAD_KEPT);
    put_back_clock(from, &thread->clock);
    if (thread->has_released) {
        put_back_clock(from, &thread->released);
    }
    if (thread->has_acquired) {
        put_back_clock(from, &thread->acquired);
    }
    if (thread->held_count > 0) {
        keep_put_back(from, thread->held, (size_t)thread->held_count * sizeof thread->held[0]);
    }
    world_put_back_storage(&thread->fiber, from);
    if (has_stack(thread)) {
        char *const low = stack_low(thread);
        keep_put_back(from, low, (size_t)(thread->fiber.stack_high - low));
    }
}

/* What was learned of the place stays. */
static void put_back_place(struct place *place, const struct place *kept)
{
    const bool strict = place->strict;
    *place = *kept;
    place->strict = strict;
}

struct kept_span {
    struct span *span;
    uint32_t version;
    struct place place;
};

static void keep_cell(struct keep *to, const struct cell *cell)
{
    keep(to, cell, sizeof *cell);
    int spans = 0;
    for (const struct span *span = cell->span.next; span != NULL; span = span->next) {
        spans++;
    }
    keep(to, &spans, sizeof spans);
    for (struct span *span = cell->span.next; span != NULL; span = span->next) {
        const struct kept_span kept = {span, span->version, span->place};
        keep(to, &kept, sizeof kept);
    }
}

/* Nothing was done in the cell so far. */
static void forget_cell(struct cell *cell)
{
    cell->execution = 0;
    for (struct span *span = &cell->span; span != NULL; span = span->next) {
        span->place.execution = 0;
    }
}

static void put_back_cell(struct keep *from, struct cell *cell)
{
    const struct cell *kept = keep_next(from, sizeof *kept);
    const struct cell learned = *cell;
    forget_cell(cell); /* it may have spans that it hadn't then */
    *cell = *kept;
    cell->visible = learned.visible;
    cell->guarded = learned.guarded;
    cell->span.bytes = learned.span.bytes;
    cell->span.next = learned.span.next;
    cell->span.place.strict = learned.span.place.strict;
    int spans;
    keep_put_back(from, &spans, sizeof spans);
    for (; spans > 0; spans--) {
        const struct kept_span *span = keep_next(from, sizeof *span);
        put_back_place(&span->span->place, &span->place);
        span->span->version = span->version;
    }
}

static void put_back_object(struct keep *from, struct object *object)
{
    const struct object *kept = keep_next(from, sizeof *kept);
    const struct object learned = *object;
    *object = *kept;
    object->life.covers = learned.life.covers;
    object->life.watched = learned.life.watched;
    object->tried = learned.tried;
    object->strict = learned.strict;
    object->outlasts = learned.outlasts;
    object->place.strict = learned.place.strict;
    object->readers_place.strict = learned.readers_place.strict;
}

static void keep_touched(struct keep *to)
{
    keep(to, &cells_touched.count, sizeof cells_touched.count);
    for (size_t i = 0; i < cells_touched.count; i++) {
        keep_cell(to, cells_touched.cells[i]);
    }
    keep(to, &objects_touched.count, sizeof objects_touched.count);
    for (size_t i = 0; i < objects_touched.count; i++) {
        keep(to, objects_touched.objects[i], sizeof(struct object));
    }
    struct object *const on_stacks = life_on_stacks();
    keep(to, &on_stacks, sizeof on_stacks);
}

static void put_back_cells(struct keep *from)
{
    size_t count;
    keep_put_back(from, &count, sizeof count);
    for (size_t i = count; i < cells_touched.count; i++) {
        forget_cell(cells_touched.cells[i]);
    }
    cells_touched.count = count;
    for (size_t i = 0; i < count; i++) {
        put_back_cell(from, cells_touched.cells[i]);
    }
}

static void put_back_objects(struct keep *from)
{
    size_t count;
    keep_put_back(from, &count, sizeof count);
    for (size_t i = count; i < objects_touched.count; i++) {
        struct object *object = objects_touched.objects[i];
        object->execution = object->place.execution = object->readers_place.execution = 0;
    }
    objects_touched.count = count;
    for (size_t i = 0; i < count; i++) {
        put_back_object(from, objects_touched.objects[i]);
    }
}

static void put_back_touched(struct keep *from)
{
    put_back_cells(from);
    put_back_objects(from);
    struct object *on_stacks;
    keep_put_back(from, &on_stacks, sizeof on_stacks);
    life_put_back_on_stacks(on_stacks);
}

/* -- the whole -- */

/* False: there is something that can't be kept. */
static bool keep_state(struct keep *to)
{
    keep_engine(to);
    for (int i = 0; i < engine.count; i++) {
        keep_thread(to, &engine.threads[i]);
    }
    keep_touched(to);
    visits_keep(to);
    keep_scratch(to);
    world_keep(to);
    return heap_keep(to);
}

static void put_back_state(struct keep *from)
{
    put_back_engine(from);
    for (int i = 0; i < engine.count; i++) {
        put_back_thread(from, &engine.threads[i]);
    }
    put_back_touched(from);
    visits_put_back(from);
    put_back_scratch(from);
    world_put_back(from);
    heap_put_back(from);
}

/* Makes room for twice as much. False: that is more than there may be. */
static bool enlarge(struct mark *mark)
{
    const size_t room = mark->room == 0 ? FIRST_ROOM : mark->room * 2;
    char *state = room <= MOST_ROOM ? __real_realloc(mark->state, room) : NULL;
    if (state == NULL) {
        return false;
    }
    mark->state = state;
    mark->room = room;
    return true;
}

/* All marks are made: every other one of the older half goes, as the search comes back to the newer
 * ones more often. */
static void thin_out(void)
{
    int kept = 0;
    for (int i = 0; i < mark_count; i++) {
        if (i >= MOST_MARKS / 2 || i % 2 == 0) {
            const struct mark mark = marks[kept];
            marks[kept++] = marks[i];
            marks[i] = mark; /* for its room */
        }
    }
    mark_count = kept;
}

static void make_mark(void)
{
    if (mark_count == MOST_MARKS) {
        thin_out();
    }
    struct mark *mark = &marks[mark_count];
    struct keep to;
    bool is_kept = mark->room > 0 || enlarge(mark);
    do {
        to = (struct keep){.at = mark->state, .end = mark->state + mark->room};
        is_kept = is_kept && keep_state(&to);
    } while (is_kept && to.full && enlarge(mark));
    if (!is_kept || to.full) {
        too_large = true;
        return;
    }
    mark->node = marking;
    mark->learned = begun_learning || known != known_now();
    mark->size = (size_t)(to.at - mark->state);
    mark_count++;
}

/* What is said of failures is kept only for races, which have no words yet. */
static bool has_told(void)
{
    return (engine.failures & ~(1u << INTERLEAVE_DATA_RACE)) != 0 || engine.leaked;
}

static bool may_mark(void)
{
    return !irreversible && !engine.replaying && !engine.recording && !engine.weak &&
           engine.interrupts == 0 && !engine.endless && !engine.again && !engine.in_section &&
           engine.count < MAX_THREADS && !has_told() && world_can_be_kept();
}

/* What that leaves on the stack is farther down than what is compared there: see spin.h. */
__attribute__((noinline)) static void step_aside_farther(void (*what)(void))
{
    char farther[1024];
    __asm__ volatile("" : : "r"(farther) : "memory");
    engine_step_aside(what);
    __asm__ volatile("" : : "r"(farther) : "memory");
}

void back_mark(int node)
{
    void (*what)(void) = make_mark;
    if (engine.options.compare_marks && compare_is_under_way()) {
        what = compare_halt;
        if (!compare_is_at(node)) {
            return;
        }
    } else if (engine.options.from_start || in_vain >= MOST_IN_VAIN || too_large || !may_mark()) {
        return;
    }
    marking = node;
    if (spin_compares_stacks) {
        step_aside_farther(what);
    } else {
        engine_step_aside(what);
    }
}

/* Whether something else than a thread was chosen so far. */
static bool has_chosen(void)
{
    for (size_t i = 0; i < engine.segment_count; i++) {
        if (engine.segments[i].thread < 0) {
            return true;
        }
    }
    return false;
}

void back_mark_first(void)
{
    if (!has_chosen()) {
        back_mark(-1);
    }
}

/* For tests: is it what it was? Leaves the state of the mark. */
static void compare(const struct mark *mark)
{
    static const struct compare_range own[] = {
        {&known, sizeof known},         {&begun_learning, sizeof begun_learning},
        {marks, sizeof marks},          {&mark_count, sizeof mark_count},
        {&marking, sizeof marking},     {&in_vain, sizeof in_vain},
        {&too_large, sizeof too_large}, {NULL, 0},
    };
    engine.resumed = irreversible = false;
    compare_with_fresh(mark->node, own);
    compare_wipe();
    world_clean();
    put_back_state(&(struct keep){.at = mark->state, .end = mark->state + mark->size});
    path.length = mark->node + 1;
}

bool back_run(int node)
{
    const bool is_possible = !irreversible;
    while (mark_count > 0 && (!is_possible || marks[mark_count - 1].node > node)) {
        mark_count--;
    }
    in_vain = is_possible ? 0 : in_vain + 1;
    too_large = false;
    if (mark_count == 0 || !world_clean()) {
        mark_count = 0;
        return false;
    }
    const struct mark *mark = &marks[mark_count - 1];
    struct keep from = {.at = mark->state, .end = mark->state + mark->size};
    engine.begun++;
    back_begin();
    put_back_state(&from);
    path.length = mark->node + 1;
    if (engine.options.compare_marks) {
        begun_learning = mark->learned;
        if (!mark->learned) {
            compare(mark);
        }
    }
    irreversible = false;
    engine.resumed = true;
    engine_go_on();
    return true;
}
