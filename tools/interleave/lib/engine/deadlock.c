/* deadlock.c - see deadlock.h. */
#include "engine/deadlock.h"

#include "core/names.h"
#include "core/object.h"
#include "engine/engine.h"
#include "engine/record.h"

#include <stdio.h>

/* What a thread waits for, and the thread that has it, or is to have it first; -1: none. */
struct wait {
    const char *what;
    int by;
};

/* Of a thread that waits for a lock. */
static void tell_lock(const struct thread *thread, struct wait *wait, char *text, size_t size)
{
    const struct object *object = thread->next.object;
    const char *const name = thread_name(thread->id);
    if (thread->spin.parked) {
        snprintf(text, size, "%s loops", name);
        return;
    }
    *wait = (struct wait){"lock", object->owner};
    if (object->owner >= 0) {
        snprintf(text, size, "%s waits for a lock that %s holds", name,
                 object->owner == thread->id ? "it" : thread_name(object->owner));
    } else if (thread->next.kind == STEP_SHARED_LOCK && object->waiting != 0) {
        *wait = (struct wait){"writer", lowest(object->waiting)};
        snprintf(text, size, "%s waits for a lock for which writer %s waits", name,
                 thread_name(wait->by));
    } else {
        snprintf(text, size, "%s waits for a lock that readers hold", name);
    }
}

/* The handler that runs in the place of the thread, and of other handlers in which it began. */
static int handler_in(const struct thread *thread)
{
    const int receiver = thread->receiver >= 0 ? thread->receiver : thread->id;
    for (int id = 1; id < engine.count; id++) {
        const struct thread *handler = &engine.threads[id];
        if (handler->receiver == receiver && handler->state == ALIVE && !handler->covered &&
            handler->next.kind != STEP_DELIVER) {
            return id;
        }
    }
    return -1;
}

/* Returns text: the same in words. */
static const char *waiting_for(const struct thread *thread, struct wait *wait, char *text,
                               size_t size)
{
    const struct object *object = thread->next.object;
    const char *const name = thread_name(thread->id);
    *wait = (struct wait){"write", -1};
    if (thread->covered) {
        *wait = (struct wait){"handler", handler_in(thread)};
        snprintf(text, size, "%s is interrupted by a signal", name);
        return text;
    }
    switch (thread->next.kind) {
    case STEP_JOIN:
        *wait = (struct wait){"end", thread->waits_for};
        snprintf(text, size, "%s waits for %s to end", name, thread_name(thread->waits_for));
        break;
    case STEP_LOCK:
    case STEP_TIMED_LOCK:
    case STEP_SHARED_LOCK:
    case STEP_EXCLUSIVE_LOCK:
        tell_lock(thread, wait, text, size);
        break;
    case STEP_WOKEN:
        wait->what = object->signals_missed > 0 ? "missed signal" : "signal";
        snprintf(text, size, "%s waits for a signal%s", name,
                 object->signals_missed > 0 ? " that came before it waited" : "");
        break;
    case STEP_LEAVE:
        wait->what = "barrier";
        snprintf(text, size, "%s waits at a barrier for %d more", name,
                 object->needed - count_of(object->arrived));
        break;
    case STEP_TAKE:
        wait->what = "semaphore";
        snprintf(text, size, "%s waits for a semaphore", name);
        break;
    case STEP_ONCE:
        wait->what = "once";
        snprintf(text, size, "%s waits for pthread_once", name);
        break;
    case STEP_SYSTEM:
        wait->what = thread->awaits;
        snprintf(text, size, "%s waits for %s", name, thread->awaits);
        break;
    case STEP_HANG:
        snprintf(text, size, "%s loops without end", name);
        break;
    default:
        snprintf(text, size, "%s loops and waits for a write", name);
        break;
    }
    return text;
}

const char *deadlock_tell_wait(const struct thread *thread, char *text, size_t size)
{
    struct wait wait;
    waiting_for(thread, &wait, text, size);
    record_stuck(thread, wait.what, wait.by);
    return text;
}

const char *deadlock_waits_for(const struct thread *thread, int *by)
{
    struct wait wait;
    char text[100];
    waiting_for(thread, &wait, text, sizeof text);
    *by = wait.by;
    return wait.what;
}

void deadlock_tell(void)
{
    char all[300] = "";
    char one[100];
    enum interleave_failure failure = INTERLEAVE_DEADLOCK;
    size_t length = 0;
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state != ALIVE || thread->next.kind == STEP_DELIVER) {
            continue;
        }
        if (thread->next.kind == STEP_WOKEN && thread->next.object->signals_missed > 0) {
            failure = INTERLEAVE_LOST_WAKEUP;
        } else if ((thread->spin.parked || thread->next.kind == STEP_HANG) &&
                   failure == INTERLEAVE_DEADLOCK) {
            failure = INTERLEAVE_LIVELOCK;
        }
        deadlock_tell_wait(thread, one, sizeof one);
        if (length < sizeof all) {
            length += (size_t)snprintf(all + length, sizeof all - length, "%s%s",
                                       length > 0 ? ", " : "", one);
        }
    }
    engine_fail(failure, "%s: %s.",
                failure == INTERLEAVE_LOST_WAKEUP ? "Lost wake-up"
                : failure == INTERLEAVE_LIVELOCK  ? "Livelock"
                                                  : "Deadlock",
                all);
}
