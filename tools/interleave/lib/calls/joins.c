/*
 * joins.c - waiting for the end of a thread: pthread_join, and those of glibc's that don't wait, or
 * not for ever.
 *
 * The end of a thread is no step, as a rule: who joins it goes on when it has ended, and nobody
 * else notices. It is one where somebody looks whether it has come. Then it is like the unlock of a
 * lock that the thread had all its life, and a join with a time limit like a lock with one.
 */
#include "calls/cancel.h"
#include "calls/signals.h"
#include "calls/threads.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <time.h>

#define HERE __builtin_return_address(0)

STATE bool ends_are_looked_for = false;

static const int64_t SECOND = 1000000000, LONG_ENOUGH = 1000000000;

int __real_pthread_join(pthread_t, void **);
int __real_pthread_detach(pthread_t);
int __real_pthread_tryjoin_np(pthread_t, void **);
int __real_pthread_timedjoin_np(pthread_t, void **, const struct timespec *);
int __real_pthread_clockjoin_np(pthread_t, void **, clockid_t, const struct timespec *)
    __attribute__((weak));

struct thread *thread_of(pthread_t handle)
{
    for (int i = 0; i < engine.count; i++) {
        if (engine.threads[i].fiber.handle == handle) {
            return &engine.threads[i];
        }
    }
    return NULL;
}

/* That it is alive, as a lock that it has. */
static struct object *life_of(struct thread *thread)
{
    struct object *object = object_met(thread);
    if (object->type == OBJECT_NONE) {
        object_renew(object, OBJECT_THREAD);
        object->owner = thread->state == ALIVE ? thread->id : -1;
    }
    return object;
}

/* Somebody looks whether it has come to its end. */
static struct object *life_looked_at(struct thread *thread)
{
    struct object *object = life_of(thread);
    ends_are_looked_for = true;
    object_tried(object);
    return object;
}

void thread_end_seen(struct thread *thread)
{
    const struct object *known = object_ever((uintptr_t)thread);
    if (known == NULL || !known->tried) {
        engine_event();
        return;
    }
    struct object *object = life_of(thread);
    const struct step step = object_step(object, STEP_UNLOCK, true, NULL);
    engine_step(&step);
    object->owner = -1;
    object->version++;
    if (engine.parked != 0) {
        spin_unpark();
    }
    engine_reconsider(object);
}

static inline bool can_be_joined(const struct thread *other)
{
    return other != NULL && other != self && !other->joined && !other->detached &&
           other->joined_by < 0;
}

/* Tells why it can't be joined. */
__attribute__((noinline)) static int refuse(const struct thread *other)
{
    if (other == NULL || other->joined) {
        engine_event();
        engine_note(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s joins a thread that is none, or was joined.", thread_name(self->id));
        return ESRCH;
    }
    if (other == self) {
        engine_event();
        return EDEADLK;
    }
    if (other->detached) {
        engine_event();
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s joins thread %s, which is detached.",
                    thread_name(self->id), thread_name(other->id));
        return EINVAL;
    }
    engine_event();
    engine_note(INTERLEAVE_MUTEX_MISUSE,
                "Thread %s joins thread %s, and so does thread %s at the same time.",
                thread_name(self->id), thread_name(other->id), thread_name(other->joined_by));
    return EINVAL;
}

/* A join ends the life of the handle, so it matters whether a signal or a request to cancel comes
 * before it: where there are any, the step is at the place of those requests, too. */
static void add_handle(struct step *step, struct thread *other)
{
    if (waits_are_interruptible()) {
        place_renew(&other->cancels);
        step->writes = true;
        step->place[step->places++] = &other->cancels;
    }
}

static void look_for_end(struct thread *other, const void *pc)
{
    struct object *object = life_looked_at(other);
    struct step step = object_step(object, STEP_TRY, true, pc);
    add_handle(&step, other);
    spin_visit(&object->version, pc);
    engine_step(&step);
}

void thread_handle_used(struct thread *other, const void *pc)
{
    if (!other->detached) {
        return;
    }
    look_for_end(other, pc);
    if (other->state == FINISHED) {
        engine_note(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s uses the handle of thread %s, which was detached and has ended.",
                    thread_name(self->id), thread_name(other->id));
    }
}

/*
 * Waits for an end that may not come in time. What a thread computes takes no time here, so a limit
 * of a second or more is taken to be enough for one that doesn't sleep for so long: it comes only
 * when nobody else can go on. Whoever does sleep may outlast any limit.
 */
static void wait_for_end_until(struct thread *other, int64_t until, const void *pc)
{
    struct thread *me = self;
    struct object *object = life_looked_at(other);
    struct step step = object_step(object, STEP_TIMED_LOCK, true, pc);
    add_handle(&step, other);
    me->timed = true;
    me->timed_out = false;
    me->patient = until - me->now >= LONG_ENOUGH && !object->outlasts;
    engine_step(&step);
    me->timed = false;
    timeouts_count(me, other->state == ALIVE);
    me->timed_out = false;
    if (me->patient && other->state == FINISHED && other->now > until) {
        object->outlasts = engine.again = true;
    }
    me->patient = false;
}

static void wait_for_end(struct thread *other, const void *pc)
{
    if (other->state == FINISHED && !waits_are_interruptible()) {
        engine_event();
        return;
    }
    self->waits_for = other->id;
    struct step step = {.kind = STEP_JOIN, .pc = pc};
    add_handle(&step, other);
    if (signals_wait(&step, GOES_ON) == CANCELLED &&
        (other->state != FINISHED || engine_choose(2) == 1)) {
        other->joined_by = -1;
        cancel_now();
    }
}

/* In ns since the execution began. */
static int64_t virtual_time(const struct timespec *time)
{
    return (time->tv_sec - VIRTUAL_EPOCH) * SECOND + time->tv_nsec;
}

/* It has ended: the running thread knows all that it did. */
static void join_ended(struct thread *other)
{
    struct thread *me = self;
    other->joined = true;
    engine.unjoined -= other->id != 0; /* the first is not counted: nobody need join it */
    clock_join(&me->clock, &other->clock);
    me->depends = clock_joined(me->depends, other->depends);
    engine.alone = engine.alive == 1 && engine.unjoined == 0 && !engine.interruptible;
}

int thread_join(pthread_t handle, void **result, const struct timespec *until, enum joining how,
                const char *call, const void *pc)
{
    struct thread *other = thread_of(handle);
    if (!can_be_joined(other)) {
        return refuse(other);
    }
    if (how == JOIN_TRIES || (how == JOIN_UNTIL && virtual_time(until) <= self->now)) {
        look_for_end(other, pc);
    } else {
        spin_end();
        cancel_point(pc);
        other->joined_by = self->id;
        if (how == JOIN_WAITS) {
            wait_for_end(other, pc);
        } else {
            wait_for_end_until(other, virtual_time(until), pc);
        }
        other->joined_by = -1;
    }
    if (engine.recording) {
        record_note(call, NULL, thread_name(other->id), pc);
    }
    if (other->state != FINISHED) {
        return how == JOIN_TRIES ? EBUSY : ETIMEDOUT;
    }
    join_ended(other);
    if (result != NULL) {
        *result = other->result;
    }
    return 0;
}

/* The same for pthreads, whose result is where the program wants it. */
static int join(pthread_t handle, void **result, const struct timespec *until, enum joining how,
                const char *call, const void *pc)
{
    reads(until, sizeof *until, pc);
    const int error = thread_join(handle, result, until, how, call, pc);
    if (error == 0 && result != NULL) {
        memory_leave((uintptr_t)result, sizeof *result, pc);
    }
    return error;
}

int thread_detach(pthread_t handle, const void *pc)
{
    struct thread *other = thread_of(handle);
    if (other != NULL && waits_are_interruptible()) {
        struct step step = {.kind = STEP_SEND, .pc = pc};
        add_handle(&step, other);
        engine_step(&step);
    } else {
        engine_event();
    }
    if (other == NULL || other->joined) {
        engine_note(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s detaches a thread that is none, or was joined.",
                    thread_name(self->id));
        return ESRCH;
    }
    if (other->detached || other->joined_by >= 0) {
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s detaches thread %s, which is %s.",
                    thread_name(self->id), thread_name(other->id),
                    other->detached ? "detached already" : "being joined");
        return EINVAL;
    }
    other->detached = true;
    return 0;
}

int __wrap_pthread_join(pthread_t handle, void **result);
int __wrap_pthread_join(pthread_t handle, void **result)
{
    return explored_reversibly() ? join(handle, result, NULL, JOIN_WAITS, "pthread_join", HERE)
                                 : __real_pthread_join(handle, result);
}

int __wrap_pthread_tryjoin_np(pthread_t handle, void **result);
int __wrap_pthread_tryjoin_np(pthread_t handle, void **result)
{
    return explored() ? join(handle, result, NULL, JOIN_TRIES, "pthread_tryjoin_np", HERE)
                      : __real_pthread_tryjoin_np(handle, result);
}

int __wrap_pthread_timedjoin_np(pthread_t handle, void **result, const struct timespec *until);
int __wrap_pthread_timedjoin_np(pthread_t handle, void **result, const struct timespec *until)
{
    return explored() ? join(handle, result, until, JOIN_UNTIL, "pthread_timedjoin_np", HERE)
                      : __real_pthread_timedjoin_np(handle, result, until);
}

int __wrap_pthread_clockjoin_np(pthread_t handle, void **result, clockid_t clock,
                                const struct timespec *until);
int __wrap_pthread_clockjoin_np(pthread_t handle, void **result, clockid_t clock,
                                const struct timespec *until)
{
    return explored() ? join(handle, result, until, JOIN_UNTIL, "pthread_clockjoin_np", HERE)
                      : __real_pthread_clockjoin_np(handle, result, clock, until);
}

int __wrap_pthread_detach(pthread_t handle);
int __wrap_pthread_detach(pthread_t handle)
{
    return explored_reversibly() ? thread_detach(handle, HERE) : __real_pthread_detach(handle);
}
