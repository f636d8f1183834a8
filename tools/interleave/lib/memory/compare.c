/* compare.c - see compare.h. */
#include "memory/compare.h"

#include "core/copy.h"
#include "core/path.h"
#include "engine/cells.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/back.h"
#include "memory/life.h"
#include "memory/objects.h"
#include "memory/visits.h"
#include "world/world.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

_Noreturn void __real__exit(int);

extern char __start_interleave_state[], __stop_interleave_state[];

enum {
    NOWHERE = -2,
    MOST_WIPED = 64 << 10,  /* of a stack: more than small programs use */
    WIPED_BELOW = 16 << 10, /* the stack that runs */
    OF_SEARCH = 768,        /* on the stack of who chooses: the frames of the search itself */
    LEFT_FARTHER = 1024,    /* and how much more that is where stacks are compared, see back.c */
};

/* What an execution from main is to be compared with. */
struct comparison {
    struct copy put_back, fresh;
    int node; /* at which that one halts; NOWHERE: none is under way */
    const struct compare_range *own;
    bool reached;
};
STATE static struct comparison comparison = {.node = NOWHERE};

/* -- a copy -- */

/* In the copy of the library's variables: of these nothing counts. */
static void leave_out(char *variables, const void *variable, size_t size)
{
    __real_memset(variables + ((const char *)variable - __start_interleave_state), 0, size);
}

/* All of the library's own variables, but those that say how the execution came to be, and where
 * memory of the search is. */
static void add_variables(struct copy *to)
{
    char *variables = copy_add(to, "variables", -1, __start_interleave_state,
                               (size_t)(__stop_interleave_state - __start_interleave_state));
    leave_out(variables, &comparison, sizeof comparison);
    leave_out(variables, &engine.active, sizeof engine.active);
    leave_out(variables, &engine.resumed, sizeof engine.resumed);
    leave_out(variables, &engine.begun, sizeof engine.begun);
    leave_out(variables, &engine.before_choice, sizeof engine.before_choice);
    leave_out(variables, &engine.explorer, sizeof engine.explorer);
    leave_out(variables, engine.message, sizeof engine.message); /* of each that failures has */
    leave_out(variables, engine.stop, sizeof engine.stop);
    leave_out(variables, &world, sizeof world); /* which lines are known to change is learned */
    leave_out(variables, &objects_touched.found, sizeof objects_touched.found);
    size_t size;
    const void *const open = sections_open(&size); /* there is none at a mark */
    leave_out(variables, open, size);
    leave_out(variables, &path.kept, sizeof path.kept);
    for (const struct compare_range *own = comparison.own; own->start != NULL; own++) {
        leave_out(variables, own->start, own->size);
    }
}

/* What a thread has, as far as it is said that it holds. */
static void add_thread(struct copy *to, const struct thread *thread)
{
    struct thread *copied = copy_add(to, "thread", thread->id, thread, sizeof *thread);
    struct clock *const clocks[] = {&copied->clock, &copied->released, &copied->acquired,
                                    &copied->seen};
    const bool holds[] = {true, copied->has_released, copied->has_acquired, false};
    for (int i = 0; i < 4; i++) {
        const uint32_t known = holds[i] ? clocks[i]->known : 0;
        clocks[i]->known = known;
        __real_memset(&clocks[i]->at[known], 0, (MAX_THREADS - known) * sizeof clocks[i]->at[0]);
    }
    for (int i = 0; i < SPIN_READS; i++) { /* only whether something changed counts */
        const bool is_read = i < copied->spin.reads;
        copied->spin.version[i] = is_read && copied->spin.version[i] == *copied->spin.read[i];
        copied->spin.read[i] = is_read ? copied->spin.read[i] : NULL;
    }
    __real_memset(copied->calls, 0, sizeof copied->calls); /* this and the next are for a record */
    copied->meets_by = NULL;
    __real_memset(copied->held + copied->held_count, 0,
                  (size_t)(MOST_HELD - copied->held_count) * sizeof copied->held[0]);
}

static void add_stack(struct copy *to, const struct thread *thread)
{
    const bool chooses = thread->id == engine.current;
    if ((thread->state == FINISHED && !chooses) || comparison.node == -1) {
        return; /* where nothing was chosen yet, unset words are what was left by learning */
    }
    const char *low = thread->fiber.stack_pointer;
    low += chooses ? OF_SEARCH : 0;
    low += chooses && spin_compares_stacks ? LEFT_FARTHER : 0;
    if (low < thread->fiber.stack_high) {
        copy_add(to, "stack", thread->id, low, (size_t)(thread->fiber.stack_high - low));
    }
}

static void clean_place(struct place *place)
{
    if (place->execution != engine.execution) {
        *place = (struct place){.strict = place->strict};
    }
}

static void add_cell(struct copy *to, const struct cell *cell)
{
    struct cell *copied = copy_add(to, "cell", (long)cell->start, cell, sizeof *cell);
    for (int i = copied->far != NULL ? 0 : copied->count; i < NEAR_ACCESSES; i++) {
        copied->near[i] = (struct access){0};
    }
    clean_place(&copied->span.place);
    for (const struct span *span = cell->span.next; span != NULL; span = span->next) {
        struct span *also = copy_add(to, "span", (long)cell->start, span, sizeof *span);
        also->version = 0; /* goes on from the execution before */
        clean_place(&also->place);
    }
}

static void add_cells(struct copy *to)
{
    for (size_t i = 0; i <= slot_mask; i++) {
        if (slots[i].cell != NULL && slots[i].cell->execution == engine.execution) {
            add_cell(to, slots[i].cell);
        }
    }
    copy_add(to, "list of cells", -1, cells_touched.cells,
             cells_touched.count * sizeof cells_touched.cells[0]);
}

static void add_objects(struct copy *to)
{
    for (size_t i = 0; i < objects_touched.count; i++) {
        const struct object *object = objects_touched.objects[i];
        struct object *copied =
            copy_add(to, "object", (long)object->address, object, sizeof *object);
        clean_place(&copied->place);
        clean_place(&copied->readers_place);
    }
    copy_add(to, "list of objects", -1, objects_touched.objects,
             objects_touched.count * sizeof objects_touched.objects[0]);
}

static void add_whole(struct copy *to)
{
    copy_begin(to);
    add_variables(to);
    for (int i = 0; i < engine.count; i++) {
        add_thread(to, &engine.threads[i]);
        add_stack(to, &engine.threads[i]);
    }
    add_cells(to);
    add_objects(to);
    char *scratch_start;
    const size_t used = scratch_in_use(&scratch_start);
    copy_add(to, "scratch memory", -1, scratch_start, used);
    copy_add(to, "path", -1, path.nodes, (size_t)path.length * sizeof *path.nodes);
    copy_add(to, "schedule", -1, engine.segments, engine.segment_count * sizeof *engine.segments);
    world_copy(to);
}

/* -- what differs -- */

static const char *bytes_of(const struct copy *copy, const struct copied_part *part)
{
    return copy->bytes + part->offset;
}

/* Tells the words of the part that differ, a few of them. */
static void tell(const struct copied_part *one, const struct copied_part *other)
{
    enum { MOST_TOLD = 6, WORD = sizeof(uint64_t) };
    const size_t size = one->size < other->size ? one->size : other->size;
    int told = 0;
    fprintf(stderr, "  %s %#lx, of %zu bytes (from main %s %#lx, of %zu)", one->name,
            (unsigned long)one->which, one->size, other->name, (unsigned long)other->which,
            other->size);
    for (size_t at = 0; at + WORD <= size && told < MOST_TOLD; at += WORD) {
        uint64_t left, right;
        __real_memcpy(&left, bytes_of(&comparison.put_back, one) + at, WORD);
        __real_memcpy(&right, bytes_of(&comparison.fresh, other) + at, WORD);
        if (left != right) {
            fprintf(stderr, "%s at %zu: %lx, from main %lx", told == 0 ? "" : ";", at, left, right);
            told++;
        }
    }
    fputc('\n', stderr);
}

static bool is_same(const struct copied_part *one, const struct copied_part *other)
{
    return strcmp(one->name, other->name) == 0 && one->which == other->which &&
           one->size == other->size &&
           memcmp(bytes_of(&comparison.put_back, one), bytes_of(&comparison.fresh, other),
                  one->size) == 0;
}

static void compare(void)
{
    enum { MOST_TOLD = 8 };
    const struct copy *one = &comparison.put_back, *other = &comparison.fresh;
    static const struct copied_part none = {.name = "nothing", .which = -1};
    const size_t most = one->part_count > other->part_count ? one->part_count : other->part_count;
    int told = 0;
    for (size_t i = 0; i < most && told < MOST_TOLD; i++) {
        const struct copied_part *left = i < one->part_count ? &one->parts[i] : &none;
        const struct copied_part *right = i < other->part_count ? &other->parts[i] : &none;
        if (!is_same(left, right)) {
            if (told++ == 0) {
                fprintf(stderr,
                        "interleave: gone back to node %d of execution %u, the state isn't what it "
                        "is from main:\n",
                        comparison.node, (unsigned)engine.execution);
            }
            tell(left, right);
        }
    }
    if (told > 0) {
        __real__exit(COMPARE_DIFFERS);
    }
}

/* -- the execution from main -- */

/* It gets the number of the one that the mark is from, so nothing may be taken to be of it. */
static void forget_execution(void)
{
    for (size_t i = 0; i <= slot_mask; i++) {
        struct cell *cell = slots[i].cell;
        for (struct span *span = cell != NULL ? &cell->span : NULL; span != NULL;
             span = span->next) {
            span->place.execution = 0;
        }
        if (cell != NULL) {
            cell->execution = 0;
        }
    }
    for (size_t i = 0; i < objects_touched.count; i++) {
        struct object *object = objects_touched.objects[i];
        object->execution = object->place.execution = object->readers_place.execution = 0;
    }
    visits_forget();
}

bool compare_is_under_way(void)
{
    return comparison.node != NOWHERE;
}

bool compare_is_at(int node)
{
    return node == comparison.node;
}

void compare_halt(void)
{
    comparison.reached = true;
    add_whole(&comparison.fresh);
    engine.ended = true;
}

/* Runs it to there; false: time was up before. */
static bool run_fresh(int node)
{
    const uint32_t begun = engine.begun;
    void (*const before_choice)(void) = engine.before_choice;
    comparison.node = node;
    comparison.reached = false;
    forget_execution();
    compare_wipe();
    engine.execution--;
    engine.before_choice = node == -1 ? back_mark_first : NULL;
    engine_run();
    engine.before_choice = before_choice;
    engine.begun = begun;
    if (!comparison.reached && !engine.out_of_time) {
        fprintf(stderr, "interleave: an execution from main doesn't get to the mark at node %d\n",
                node);
        __real__exit(COMPARE_DIFFERS);
    }
    return comparison.reached;
}

void compare_with_fresh(int node, const struct compare_range *own)
{
    sigset_t all, before;
    sigfillset(&all); /* the clock's ticks are counted in variables, too */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    comparison.own = own;
    comparison.node = node;
    add_whole(&comparison.put_back);
    if (run_fresh(node)) {
        compare();
    }
    comparison.node = NOWHERE;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* -- what an execution leaves behind -- */

static void wipe_thread(struct thread *thread)
{
    const struct fiber fiber = thread->fiber;
    char *const low = fiber.stack_high - fiber.stack_low > MOST_WIPED
                          ? fiber.stack_high - MOST_WIPED
                          : fiber.stack_low;
    __real_memset(low, 0, (size_t)(fiber.stack_high - low));
    __real_memset(thread, 0, sizeof *thread);
    thread->fiber = fiber;
}

void compare_wipe(void)
{
    for (int i = 0; i < engine.fibers; i++) {
        wipe_thread(&engine.threads[i]);
    }
    char *start;
    const size_t used = scratch_in_use(&start);
    if (used > 0) {
        __real_memset(start, 0, used);
    }
}

__attribute__((noinline)) void compare_wipe_below(void)
{
    char below[WIPED_BELOW];
    __real_memset(below, 0, sizeof below);
    __asm__ volatile("" : : "r"(below) : "memory");
}
