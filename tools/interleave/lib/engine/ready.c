/* ready.c - see ready.h. */
#include "engine/ready.h"

#include "core/execution.h"
#include "core/object.h"
#include "engine/spin.h"

enum { EARLY_TIMEOUTS = 3 };

/* Whether what it is about to do lets the thread go on. */
static bool is_free(const struct thread *thread)
{
    const struct object *object = thread->next.object;
    switch (thread->next.kind) {
    case STEP_LOCK:
    case STEP_TIMED_LOCK:
        return object->owner < 0 && object->readers == 0;
    case STEP_WOKEN:
        return thread->signalled;
    case STEP_SHARED_LOCK: /* waiting: writers, where they come first */
        return object->owner < 0 && object->waiting == 0;
    case STEP_EXCLUSIVE_LOCK:
        return object->owner < 0 && object->readers == 0;
    case STEP_LEAVE:
        return !has(object->waiting, thread->id);
    case STEP_TAKE:
        return object->value > 0 || object->life.state == LIFE_DESTROYED;
    case STEP_ONCE:
        return object->value != 1;
    case STEP_JOIN:
        return engine.threads[thread->waits_for].state == FINISHED;
    case STEP_SYSTEM:
    case STEP_DELIVER:
        return thread->ready == NULL || thread->ready(thread);
    case STEP_HANG:
        return false;
    default:
        return true;
    }
}

void timeouts_count(struct thread *thread, bool came)
{
    if (thread->timed_out) {
        return; /* nobody else could go on: that was no choice */
    }
    if (came) {
        thread->timeouts++;
    } else if (thread->timeouts > 0) {
        thread->timeouts = EARLY_TIMEOUTS;
    }
}

/* The same for a thread whose wait may end otherwise, or not for that. */
__attribute__((noinline)) static bool may_go_on(struct thread *thread)
{
    if (thread->covered) {
        return false;
    }
    if (thread->roused) {
        return true;
    }
    if (thread->spin.parked && spin_must_wait(thread)) {
        return false;
    }
    if (thread->timed || thread->spurious) {
        if (thread->timed_out || (!thread->patient && thread->timeouts < EARLY_TIMEOUTS)) {
            return true;
        }
        engine.bounded.timeouts = engine.bounded.timeouts || !thread->patient;
    }
    return is_free(thread);
}

bool step_possible(struct thread *thread)
{
    const int other =
        thread->covered | thread->roused | thread->spin.parked | thread->timed | thread->spurious;
    if (__builtin_expect(other, 0)) {
        return may_go_on(thread);
    }
    if (thread->next.kind == STEP_LOCK) {
        return thread->next.object->owner < 0 && thread->next.object->readers == 0;
    }
    return is_free(thread);
}
