/* spin.c - loops that wait; see spin.h. */
#include "spin.h"

#include "objects.h"

/* A hash (FNV-1a, by words) of the running thread's stack, from here to its start. */
static uint64_t state_now(void)
{
    const uint64_t *at = __builtin_frame_address(0);
    const uint64_t *end = (const uint64_t *)self->fiber.stack_high;
    uint64_t hash = 0xcbf29ce484222325;
    for (; at < end; at++) {
        hash = (hash ^ *at) * 0x100000001b3;
        hash ^= hash >> 29;
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

static void begin(struct spin *spin, const void *pc)
{
    spin->pc = pc;
    spin->state = 0;
    spin->reads = 0;
    spin->stale = spin->eager = false;
}

__attribute__((noinline)) void spin_visit(const uint32_t *version, const void *pc)
{
    struct spin *spin = &self->spin;
    if (spin->pc == NULL || spin->reads == SPIN_READS) {
        begin(spin, pc);
    } else if (spin->pc == pc) {
        const uint64_t state = state_now();
        if (state == spin->state && !changed(spin)) {
            if (!spin->stale) {
                spin->parked = true;
                engine.parked |= only(self->id);
                return;
            }
            spin->eager = true; /* stores become visible in time (C17 7.17.3p16) */
        }
        spin->state = state;
        spin->reads = 0;
        spin->stale = false;
    }
    spin->read[spin->reads] = version;
    spin->version[spin->reads++] = *version;
}

void spin_own_change(const uint32_t *version)
{
    struct spin *spin = &self->spin;
    for (int i = 0; i < spin->reads; i++) {
        if (spin->read[i] == version) {
            spin->version[i] = *version;
        }
    }
}

bool spin_must_wait(struct thread *thread)
{
    if (thread->spin.parked && changed(&thread->spin)) {
        thread->spin.parked = false;
        engine.parked &= ~only(thread->id);
        thread->spin.pc = NULL;
    }
    return thread->spin.parked;
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

bool spin_quietly(const void *pc)
{
    struct spin *spin = &self->spin;
    if ((engine.quiet & 1023) == 0) {
        spin->quiet_pc = pc;
        spin->quiet_state = state_now();
        return false;
    }
    return spin->quiet_pc == pc && state_now() == spin->quiet_state;
}
