/* cancel.c - threads that are asked to end; see cancel.h. */
#include "calls/cancel.h"
#include "core/caller.h"

#include "calls/threads.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "world/world.h"

#include <errno.h>
#include <pthread.h>

#define HERE __builtin_return_address(0)

int __real_pthread_cancel(pthread_t);
void __real_pthread_testcancel(void);
int __real_pthread_setcancelstate(int, int *);
int __real_pthread_setcanceltype(int, int *);

void cancel_now(void)
{
    self->cancel_disabled = true; /* handlers are not cancelled again */
    self->roused = self->rousable = false;
    record_note("pthread_testcancel", NULL, "is cancelled", caller_place());
    thread_exit(PTHREAD_CANCELED);
}

void cancel_look(const void *pc)
{
    struct thread *me = self;
    if (me->cancel_disabled) {
        return;
    }
    place_renew(&me->cancels);
    spin_visit(&me->cancel_version, pc);
    engine_step(&(struct step){.kind = STEP_READ, .places = 1, .place = {&me->cancels}, .pc = pc});
    if (cancel_pending(me)) {
        cancel_now();
    }
}

static int cancels_none(void)
{
    engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s cancels a thread that is none, or was joined.",
                thread_name(self->id));
    return ESRCH;
}

int __wrap_pthread_cancel(pthread_t handle);
int __wrap_pthread_cancel(pthread_t handle)
{
    if (!explored()) {
        return __real_pthread_cancel(handle);
    }
    struct thread *other = thread_of(handle);
    if (other == NULL || other->joined) {
        engine_event();
        return cancels_none();
    }
    engine_want_interrupts(INTERRUPTS_CANCEL);
    spin_end();
    place_renew(&other->cancels);
    engine_step(&(struct step){
        .kind = STEP_SEND, .writes = true, .places = 1, .place = {&other->cancels}, .pc = HERE});
    if (other->joined) { /* meanwhile */
        return cancels_none();
    }
    thread_handle_used(other, HERE);
    record_note("pthread_cancel", NULL, thread_name(other->id), HERE);
    other->cancel_requested = true;
    other->cancel_version++;
    if (engine.parked != 0) {
        spin_unpark();
    }
    const bool relocks = other->next.kind == STEP_LOCK; /* a mutex, as its condition came first */
    if (other->state == ALIVE && other->rousable && !relocks && cancel_pending(other)) {
        other->roused = true;
        if (step_possible(other)) {
            engine.enabled |= only(other->id);
        }
    }
    return 0;
}

void __wrap_pthread_testcancel(void);
void __wrap_pthread_testcancel(void)
{
    if (!explored()) {
        __real_pthread_testcancel();
        return;
    }
    engine_event();
    cancel_point(HERE);
}

int __wrap_pthread_setcancelstate(int state, int *before);
int __wrap_pthread_setcancelstate(int state, int *before)
{
    if (!explored()) {
        return __real_pthread_setcancelstate(state, before);
    }
    engine_event();
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE) {
        return EINVAL;
    }
    if (before != NULL) {
        memory_range((uintptr_t)before, sizeof *before, true, HERE);
        *before = self->cancel_disabled ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE;
    }
    self->cancel_disabled = state == PTHREAD_CANCEL_DISABLE;
    return 0;
}

int __wrap_pthread_setcanceltype(int type, int *before);
int __wrap_pthread_setcanceltype(int type, int *before)
{
    if (!explored()) {
        return __real_pthread_setcanceltype(type, before);
    }
    engine_event();
    if (type == PTHREAD_CANCEL_ASYNCHRONOUS) {
        engine_refuse_for("pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS)",
                          "the deferred type, with pthread_testcancel");
    }
    if (type != PTHREAD_CANCEL_DEFERRED) {
        return EINVAL;
    }
    if (before != NULL) {
        memory_range((uintptr_t)before, sizeof *before, true, HERE);
        *before = PTHREAD_CANCEL_DEFERRED;
    }
    return 0;
}
