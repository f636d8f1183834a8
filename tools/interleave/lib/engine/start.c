/* start.c - threads begin and end, as far as that concerns who goes on; see engine.h. */
#include "engine/engine.h"
#include "engine/floats.h"
#include "engine/inside.h"
#include "engine/sections.h"
#include "world/world.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

int engine_prepare(int threads)
{
    if (engine.threads == NULL) {
        engine.threads = mmap(NULL, sizeof *engine.threads * MAX_THREADS, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (engine.threads == MAP_FAILED) {
            engine.threads = NULL;
            return ENOMEM;
        }
    }
    while (engine.fibers < threads) {
        struct thread *thread = &engine.threads[engine.fibers];
        const int error = fiber_create(&thread->fiber, thread);
        if (error != 0) {
            return error;
        }
        engine.fibers++;
    }
    return 0;
}

/* Whether the running thread knows of all that one did which has ended, so that another may be
 * taken for the same that goes on. */
static bool may_go_on_as(const struct thread *ended)
{
    return ended->state == FINISHED && ended->joined &&
           clock_at(&self->clock, ended->id) >= clock_at(&ended->clock, ended->id) &&
           clock_at(self->depends, ended->id) >= ended->steps;
}

/* The number of a new thread, -1: there is none left. */
static int free_number(void)
{
    if (engine.count < MAX_THREADS) {
        return engine.count;
    }
    for (int i = 1; i < MAX_THREADS; i++) {
        if (may_go_on_as(&engine.threads[i])) {
            return i;
        }
    }
    return -1;
}

/* What the new thread knows of the others: what the one knows that starts it. */
static void begin_clocks(struct thread *thread)
{
    struct thread *me = self;
    if (me == NULL) { /* it is the first */
        static const struct clock nothing = {0};
        thread->clock.known = thread->seen.known = 0;
        thread->depends = thread->started_with = &nothing;
        return;
    }
    if (engine.in_section) {
        sections_spoil();
    }
    clock_copy(&thread->seen, &me->seen);
    clock_copy(&thread->clock, &me->clock);
    thread->depends = thread->started_with = me->depends;
    me->clock.at[me->id]++;
    thread->now = me->now;
}

struct thread *engine_new_thread(void *(*function)(void *), void *argument, bool detached,
                                 size_t stack_size)
{
    const int id = free_number();
    if (id < 0 || (id >= engine.fibers && engine_prepare(id + 1) != 0) ||
        (stack_size != 0 && fiber_enlarge(&engine.threads[id].fiber, stack_size) != 0)) {
        return NULL;
    }
    struct thread *thread = &engine.threads[id];
    __builtin_memset((char *)thread + THREAD_FRESH, 0, THREAD_FRESH_END - THREAD_FRESH);
    thread->id = id;
    thread->state = ALIVE;
    thread->next = (struct step){.kind = STEP_START};
    thread->function = function;
    thread->argument = argument;
    thread->detached = detached;
    thread->waits_for = thread->joined_by = thread->receiver = -1;
    thread->started_by = self != NULL ? self->id : -1;
    thread->steps = id == engine.count ? 0 : thread->steps;
    if (thread->has_keys) {
        memset(thread->keys, 0, sizeof thread->keys);
        thread->has_keys = false;
    }
    return thread;
}

void engine_start(struct thread *thread, void (*entry)(void))
{
    const int id = thread->id;
    const bool is_first_of_number = id == engine.count;
    const uint32_t clock_before = is_first_of_number ? 0 : clock_at(&thread->clock, id);
    begin_clocks(thread);
    while (thread->clock.known <= (uint32_t)id) {
        thread->clock.at[thread->clock.known++] = 0;
    }
    thread->clock.at[id] = clock_before + 1;
    fiber_prepare(&thread->fiber, entry);
    world_begin_thread(&thread->fiber);
    if (__builtin_expect(engine.floats, 0)) {
        floats_begin_thread(id);
    }
    engine.count += is_first_of_number;
    engine.bounded.orders = engine.bounded.orders || (engine.weak && !is_first_of_number);
    engine.alive++;
    engine.unjoined++;
    engine.alone = false;
    set_add(&engine.local, id);
}

/* What it waits for has come, if it waits: a handler of a signal may run in its place. */
static void let_joiner_go_on(int joiner)
{
    const struct thread *thread = &engine.threads[joiner];
    if (thread->next.kind == STEP_JOIN && !thread->covered) {
        /* Where it is rousable, what ends its wait matters. */
        set_add(thread->rousable != 0 ? &engine.enabled : &engine.local, joiner);
    }
}

/* The running thread does nothing more. */
static _Noreturn void leave_for_good(void)
{
    engine.alive--;
    if (engine.alive == 0) {
        engine_end();
    }
    engine_leave(false);
}

void engine_finish(void *result)
{
    struct thread *me = self;
    me->result = result;
    me->state = FINISHED;
    if (me->joined_by >= 0) {
        let_joiner_go_on(me->joined_by);
    }
    leave_for_good();
}

void engine_leave_process(void)
{
    engine.ending = true;
    engine.alone = false;
    self->state = LEAVING;
    leave_for_good();
}
