/* visits.c - see visits.h. */
#include "memory/visits.h"

#include "core/keep.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "memory/objects.h"
#include "world/world.h"

struct visit {
    uint32_t when; /* the visitor's clock; 0: it was never there */
    bool is_storage;
    const void *at;
};

/* The last visit of each thread to each other, in that execution. */
STATE static struct visit visits[MAX_THREADS][MAX_THREADS] = {{{0}}};
STATE static uint32_t visited_in[MAX_THREADS] = {0};
STATE uint32_t visits_latest = 0;

static void note(const struct thread *owner, bool is_storage, const void *pc)
{
    const int i = owner->id;
    if (visited_in[i] != engine.execution) {
        visited_in[i] = visits_latest = engine.execution;
        __real_memset(visits[i], 0, sizeof visits[i]);
    }
    visits[i][self->id] = (struct visit){clock_at(&self->clock, self->id), is_storage, pc};
}

void visits_note_stack(const struct thread *owner, const void *pc)
{
    if (owner != self) {
        note(owner, false, pc);
    }
}

void visits_note_storage(uintptr_t address, const void *pc)
{
    if (world_is_storage(&self->fiber, address)) {
        return;
    }
    for (int i = 0; i < engine.count; i++) {
        const struct thread *owner = &engine.threads[i];
        if (owner == self || !world_is_storage(&owner->fiber, address)) {
            continue;
        }
        if (owner->state == FINISHED) {
            record_gone();
            engine_fail(INTERLEAVE_USE_AFTER_FREE,
                        "Thread %s uses a thread-local variable of thread %s, which has ended.",
                        thread_name(self->id), thread_name(i));
        }
        note(owner, true, pc);
        return;
    }
}

void visits_end_visited(void)
{
    const int me = self->id;
    if (visited_in[me] != engine.execution || engine.options.ignore_races) {
        return;
    }
    for (int i = 0; i < engine.count; i++) {
        const struct visit *visit = &visits[me][i];
        if (visit->when > clock_at(&self->clock, i)) {
            if (engine.sections) {
                sections_give_up();
            }
            engine.failed_at[0] = visit->at;
            engine_fail(INTERLEAVE_USE_AFTER_FREE,
                        "Thread %s ends, while thread %s may still use its %s variable: neither "
                        "happens before the other.",
                        thread_name(me), thread_name(i),
                        visit->is_storage ? "thread-local" : "local");
        }
    }
}

void visits_forget(void)
{
    __real_memset(visited_in, 0, sizeof visited_in);
    visits_latest = 0;
}

static thread_set visited(void)
{
    thread_set threads = 0;
    for (int i = 0; i < engine.fibers && visits_latest == engine.execution; i++) {
        threads |= visited_in[i] == engine.execution ? only(i) : 0;
    }
    return threads;
}

void visits_keep(struct keep *to)
{
    const thread_set threads = visited();
    keep(to, &threads, sizeof threads);
    for_each_thread(i, threads)
    {
        keep(to, visits[i], (size_t)engine.count * sizeof visits[i][0]);
    }
}

void visits_put_back(struct keep *from)
{
    thread_set threads;
    keep_put_back(from, &threads, sizeof threads);
    for_each_thread(i, visited() & ~threads)
    {
        visited_in[i] = 0;
    }
    for_each_thread(i, threads)
    {
        /* A thread that comes later was never there. */
        __real_memset(visits[i], 0, (size_t)engine.fibers * sizeof visits[i][0]);
        keep_put_back(from, visits[i], (size_t)engine.count * sizeof visits[i][0]);
    }
}
