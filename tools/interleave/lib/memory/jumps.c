/* jumps.c - see jumps.h. */
#include "memory/jumps.h"

#include "core/names.h"
#include "engine/engine.h"
#include "engine/record.h"

#include <stddef.h>

/* A place to jump to. */
struct jump {
    const void *buffer;
    uintptr_t stack_pointer;
    const struct thread *thread;
    bool gone; /* its function has returned */
    struct jump *next;
};
STATE static struct jump *jumps = NULL;

void jumps_begin(void)
{
    jumps = NULL;
}

bool jumps_any(void)
{
    return jumps != NULL;
}

static struct jump *jump_of(const void *buffer)
{
    struct jump *jump = jumps;
    while (jump != NULL && jump->buffer != buffer) {
        jump = jump->next;
    }
    return jump;
}

void jumps_keep(const void *buffer, uintptr_t stack_pointer)
{
    struct jump *jump = jump_of(buffer);
    if (jump == NULL) {
        jump = scratch(sizeof *jump);
        jump->next = jumps;
        jumps = jump;
    }
    jump->buffer = buffer;
    jump->stack_pointer = stack_pointer;
    jump->thread = self;
    jump->gone = false;
    engine.follows_calls = true;
}

void jumps_leave_below(uintptr_t address)
{
    for (struct jump *jump = jumps; jump != NULL; jump = jump->next) {
        if (jump->thread == self && jump->stack_pointer < address) {
            jump->gone = true;
        }
    }
}

void jumps_check(const void *buffer, uintptr_t stack_pointer, const void *pc)
{
    const struct jump *jump = jump_of(buffer);
    if (jump == NULL) {
        return;
    }
    const bool is_own = jump->thread == self;
    if (is_own && !jump->gone && jump->stack_pointer >= stack_pointer) {
        return;
    }
    record_call("longjmp", buffer, pc);
    engine.failed_at[0] = pc;
    if (is_own) {
        engine_fail(INTERLEAVE_CRASH,
                    "Thread %s jumps back (longjmp) into a function that has returned.",
                    thread_name(self->id));
    }
    engine_fail(INTERLEAVE_CRASH, "Thread %s jumps (longjmp) into a function of thread %s.",
                thread_name(self->id), thread_name(jump->thread->id));
}
