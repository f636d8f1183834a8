/* rwlocks_barriers_semaphores.c - rwlocks, barriers and semaphores. */
#include "calls/cancel.h"
#include "calls/signals.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define HERE __builtin_return_address(0)

int __real_pthread_rwlock_init(pthread_rwlock_t *, const pthread_rwlockattr_t *);
int __real_pthread_rwlock_destroy(pthread_rwlock_t *);
int __real_pthread_rwlock_rdlock(pthread_rwlock_t *);
int __real_pthread_rwlock_tryrdlock(pthread_rwlock_t *);
int __real_pthread_rwlock_timedrdlock(pthread_rwlock_t *, const struct timespec *);
int __real_pthread_rwlock_wrlock(pthread_rwlock_t *);
int __real_pthread_rwlock_trywrlock(pthread_rwlock_t *);
int __real_pthread_rwlock_timedwrlock(pthread_rwlock_t *, const struct timespec *);
int __real_pthread_rwlock_unlock(pthread_rwlock_t *);
int __real_pthread_barrier_init(pthread_barrier_t *, const pthread_barrierattr_t *, unsigned);
int __real_pthread_barrier_destroy(pthread_barrier_t *);
int __real_pthread_barrier_wait(pthread_barrier_t *);
int __real_sem_init(sem_t *, int, unsigned);
int __real_sem_destroy(sem_t *);
int __real_sem_wait(sem_t *);
int __real_sem_trywait(sem_t *);
int __real_sem_timedwait(sem_t *, const struct timespec *);
int __real_sem_clockwait(sem_t *, clockid_t, const struct timespec *) __attribute__((weak));
int __real_pthread_rwlock_clockrdlock(pthread_rwlock_t *, clockid_t, const struct timespec *)
    __attribute__((weak));
int __real_pthread_rwlock_clockwrlock(pthread_rwlock_t *, clockid_t, const struct timespec *)
    __attribute__((weak));
int __real_sem_post(sem_t *);
int __real_sem_getvalue(sem_t *, int *);

/* Has the running thread a lock to read that it has already (POSIX allows it as often as it likes)?
 * It gives it back as often. by: 1 or -1. */
static bool once_more(struct object *object, int by)
{
    if (!has(object->readers, self->id)) {
        return false;
    }
    if (object->again == NULL) {
        const size_t size = MAX_THREADS * sizeof *object->again;
        object->again = scratch(size);
        __real_memset(object->again, 0, size);
    }
    uint16_t *const count = &object->again[self->id];
    if (by < 0 && *count == 0) {
        return false;
    }
    *count = (uint16_t)(*count + by);
    return true;
}

/* A loop of the running thread sees what it did itself as nothing new; others are to look again. */
static void changed(struct object *object)
{
    object->version++;
    spin_own_change(&object->version);
    if (engine.parked != 0) {
        spin_unpark();
    }
}

/* Readers let each other in, so they pass on what they know to writers alone. */
static void enter(struct object *object, bool exclusive)
{
    struct thread *me = self;
    clock_acquire(object->clock);
    if (exclusive) {
        clock_acquire(object->readers_clock);
        object->owner = me->id;
    } else if (!once_more(object, 1)) {
        object->readers |= only(me->id);
    }
    changed(object);
    engine_reconsider(object);
}

enum how { WAITS, TRIES, TIMED };

/* A lock that lets no reader in while a writer waits (glibc,
 * PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP). */
static bool prefers_writers(const struct object *object)
{
    return object->kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
}

static bool is_free(const struct object *object, bool exclusive)
{
    return object->owner < 0 && (exclusive ? object->readers == 0 : object->waiting == 0);
}

static struct object *rwlock_at(pthread_rwlock_t *rwlock, const char *call, const void *pc)
{
    struct object *object = object_at(rwlock, OBJECT_RWLOCK, call, pc);
    object->kind = (int)rwlock->__data.__flags;
    return object;
}

/* The step with which a rwlock is asked for. It may fail (see engine.h) because of a writer alone:
 * which readers are in there is no write. */
static void ask(struct object *object, enum step_kind kind, bool exclusive, bool may_fail,
                const void *pc)
{
    place_renew(&object->readers_place);
    struct step step = object_step(object, kind, exclusive, pc);
    step.may_fail = may_fail;
    if (exclusive) {
        step.place[step.places++] = &object->readers_place;
    }
    spin_visit(&object->version, pc);
    engine_step(&step);
    life_use(object, pc);
}

/* Waits till the lock is free, or for a time. Where writers come first, that one waits is a step of
 * its own: readers see it. */
static void wait_for(struct object *object, bool exclusive, enum how how, const void *pc)
{
    struct thread *me = self;
    const bool is_seen = exclusive && prefers_writers(object);
    if (is_seen) {
        object_tried(object);
        ask(object, STEP_TRY, true, false, pc);
        if (is_free(object, true)) {
            return;
        }
        object->waiting |= only(me->id);
        engine_reconsider(object);
    }
    me->timed = how == TIMED;
    ask(object, exclusive ? STEP_EXCLUSIVE_LOCK : STEP_SHARED_LOCK, exclusive, false, pc);
    me->timed = false;
    if (is_seen) {
        object->waiting &= ~only(me->id);
        engine_reconsider(object);
    }
}

static int rwlock_lock(pthread_rwlock_t *rwlock, bool exclusive, enum how how, const char *call,
                       const void *pc)
{
    struct thread *me = self;
    struct object *object = rwlock_at(rwlock, call, pc);
    if (object->owner == me->id && how != TRIES) {
        engine_event();
        return EDEADLK;
    }
    if (how != WAITS) {
        object_tried(object);
    }
    if (how == TRIES) {
        ask(object, STEP_TRY, exclusive, true, pc);
    } else {
        wait_for(object, exclusive, how, pc);
    }
    if (how == TIMED) {
        timeouts_count(me, !is_free(object, exclusive));
    }
    me->timed_out = false;
    if (!is_free(object, exclusive)) {
        record_note(call, rwlock, "busy", pc);
        return how == TIMED ? ETIMEDOUT : EBUSY;
    }
    enter(object, exclusive);
    record_call(call, rwlock, pc);
    return 0;
}

static int rwlock_unlock(pthread_rwlock_t *rwlock, const void *pc)
{
    struct thread *me = self;
    struct object *object = rwlock_at(rwlock, "pthread_rwlock_unlock", pc);
    const bool exclusive = object->owner == me->id;
    if (!exclusive && !has(object->readers, me->id)) {
        life_use(object, pc);
    }
    if (!exclusive && !has(object->readers, me->id)) {
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s unlocks a rwlock that it doesn't hold.",
                    thread_name(me->id));
    }
    if (object->tried || signals_come_before_unlocks()) {
        const struct step step = object_step(object, STEP_UNLOCK, true, pc);
        engine_step(&step);
        changed(object);
    } else {
        engine_event();
    }
    record_call("pthread_rwlock_unlock", rwlock, pc);
    if (!exclusive && once_more(object, -1)) {
        return 0;
    }
    if (exclusive) {
        object->owner = -1;
        clock_release(&object->clock);
        place_release(&object->place);
    } else {
        object->readers &= ~only(me->id);
        clock_release(&object->readers_clock);
        place_release(&object->readers_place);
    }
    engine_reconsider(object);
    return 0;
}

int __wrap_pthread_rwlock_init(pthread_rwlock_t *rwlock, const pthread_rwlockattr_t *attributes);
int __wrap_pthread_rwlock_init(pthread_rwlock_t *rwlock, const pthread_rwlockattr_t *attributes)
{
    if (!explored_reversibly()) {
        return __real_pthread_rwlock_init(rwlock, attributes);
    }
    reads(attributes, sizeof *attributes, HERE);
    return life_began(life_initialise(rwlock, OBJECT_RWLOCK, "pthread_rwlock_init", HERE),
                      __real_pthread_rwlock_init(rwlock, attributes));
}

int __wrap_pthread_rwlock_destroy(pthread_rwlock_t *rwlock);
int __wrap_pthread_rwlock_destroy(pthread_rwlock_t *rwlock)
{
    if (!explored_reversibly()) {
        return __real_pthread_rwlock_destroy(rwlock);
    }
    struct object *object = object_at(rwlock, OBJECT_RWLOCK, "pthread_rwlock_destroy", HERE);
    life_destroy(object, HERE);
    if (object->owner >= 0 || object->readers != 0) {
        life_tell_use(object);
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s destroys a rwlock that is held.",
                    thread_name(self->id));
        return EBUSY;
    }
    life_end(object, HERE);
    return 0;
}

#define RWLOCK(name, exclusive, how)                                                    \
    int __wrap_##name(pthread_rwlock_t *rwlock);                                        \
    int __wrap_##name(pthread_rwlock_t *rwlock)                                         \
    {                                                                                   \
        return explored_reversibly() ? rwlock_lock(rwlock, exclusive, how, #name, HERE) \
                                     : __real_##name(rwlock);                           \
    }
#define RWLOCK_TIMED(name, exclusive)                                          \
    int __wrap_##name(pthread_rwlock_t *rwlock, const struct timespec *until); \
    int __wrap_##name(pthread_rwlock_t *rwlock, const struct timespec *until)  \
    {                                                                          \
        if (!explored_reversibly()) {                                          \
            return __real_##name(rwlock, until);                               \
        }                                                                      \
        reads(until, sizeof *until, HERE);                                     \
        return rwlock_lock(rwlock, exclusive, TIMED, #name, HERE);             \
    }
#define RWLOCK_CLOCK(name, exclusive)                                                           \
    int __wrap_##name(pthread_rwlock_t *rwlock, clockid_t clock, const struct timespec *until); \
    int __wrap_##name(pthread_rwlock_t *rwlock, clockid_t clock, const struct timespec *until)  \
    {                                                                                           \
        if (!explored_reversibly()) {                                                           \
            return __real_##name(rwlock, clock, until);                                         \
        }                                                                                       \
        reads(until, sizeof *until, HERE);                                                      \
        return rwlock_lock(rwlock, exclusive, TIMED, #name, HERE);                              \
    }
RWLOCK(pthread_rwlock_rdlock, false, WAITS)
RWLOCK(pthread_rwlock_tryrdlock, false, TRIES)
RWLOCK(pthread_rwlock_wrlock, true, WAITS)
RWLOCK(pthread_rwlock_trywrlock, true, TRIES)
RWLOCK_TIMED(pthread_rwlock_timedrdlock, false)
RWLOCK_TIMED(pthread_rwlock_timedwrlock, true)
RWLOCK_CLOCK(pthread_rwlock_clockrdlock, false)
RWLOCK_CLOCK(pthread_rwlock_clockwrlock, true)

int __wrap_pthread_rwlock_unlock(pthread_rwlock_t *rwlock);
int __wrap_pthread_rwlock_unlock(pthread_rwlock_t *rwlock)
{
    return explored_reversibly() ? rwlock_unlock(rwlock, HERE)
                                 : __real_pthread_rwlock_unlock(rwlock);
}

/* How many threads the barrier waits for stands where the C library keeps it (glibc: the third
 * word), also when it was initialised before the exploration. */
static int needed_by(const pthread_barrier_t *barrier)
{
    return ((const int *)(const void *)barrier)[2];
}

int __wrap_pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                                unsigned count);
int __wrap_pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                                unsigned count)
{
    if (!explored_reversibly()) {
        return __real_pthread_barrier_init(barrier, attributes, count);
    }
    reads(attributes, sizeof *attributes, HERE);
    return life_began(life_initialise(barrier, OBJECT_BARRIER, "pthread_barrier_init", HERE),
                      __real_pthread_barrier_init(barrier, attributes, count));
}

int __wrap_pthread_barrier_destroy(pthread_barrier_t *barrier);
int __wrap_pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    if (!explored_reversibly()) {
        return __real_pthread_barrier_destroy(barrier);
    }
    struct object *object = object_at(barrier, OBJECT_BARRIER, "pthread_barrier_destroy", HERE);
    life_destroy(object, HERE);
    if (object->waiting != 0) {
        life_tell_use(object);
        engine_fail(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s destroys a barrier at which thread %s waits.", thread_name(self->id),
                    thread_name(lowest(object->waiting)));
    }
    life_end(object, HERE);
    return 0;
}

/* All are there: each gets to know what all others know, and one is told that it is the one. */
static void open_barrier(struct object *object)
{
    struct clock *all = scratch(2 * sizeof *all);
    struct clock *steps = all + 1;
    all->known = steps->known = 0;
    for_each_thread(id, object->arrived)
    {
        clock_join(all, &engine.threads[id].clock);
        clock_join(steps, engine.threads[id].depends);
    }
    for_each_thread(id, object->arrived)
    {
        struct thread *thread = &engine.threads[id];
        clock_join(&thread->clock, all);
        thread->clock.at[id]++;
        thread->depends = clock_joined(thread->depends, steps);
        if (id != self->id && !thread->covered) {
            engine.local |= only(id);
        }
    }
    int which = engine_choose(count_of(object->arrived));
    for_each_thread(id, object->arrived)
    {
        if (which-- == 0) {
            object->serial = id;
        }
    }
    object->waiting = object->arrived = 0;
    object->round++;
}

int __wrap_pthread_barrier_wait(pthread_barrier_t *barrier);
int __wrap_pthread_barrier_wait(pthread_barrier_t *barrier)
{
    if (!explored_reversibly()) {
        return __real_pthread_barrier_wait(barrier);
    }
    struct thread *me = self;
    struct object *object = object_at(barrier, OBJECT_BARRIER, "pthread_barrier_wait", HERE);
    object->needed = needed_by(barrier);
    object->users |= only(me->id);
    spin_end();
    /* Who comes first makes no difference, so arrivals commute: unless there are more threads than
     * it waits for. Then it matters who meets whom. */
    if (!object->strict && count_of(object->users) > object->needed) {
        object->strict = true;
        engine.again = true;
    }
    const struct step arrive = object_step(object, STEP_ARRIVE, object->strict, HERE);
    engine_step(&arrive);
    life_use(object, HERE);
    record_call("pthread_barrier_wait", barrier, HERE);
    object->arrived |= only(me->id);
    object->waiting |= only(me->id);
    if (count_of(object->arrived) >= object->needed) {
        open_barrier(object);
    } else {
        engine_step(&(struct step){.kind = STEP_LEAVE, .object = object, .pc = HERE});
    }
    record_call("leaves the barrier", barrier, HERE);
    return object->serial == me->id ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/* Named ones and those from before the exploration have their value from the C library. */
static struct object *semaphore_at(sem_t *semaphore, const char *call, const void *pc)
{
    struct object *object = object_at(semaphore, OBJECT_SEMAPHORE, call, pc);
    if (!object->valued) {
        int value = 0;
        __real_sem_getvalue(semaphore, &value);
        object->value = value;
        object->valued = true;
    }
    return object;
}

int __wrap_sem_init(sem_t *semaphore, int shared, unsigned value);
int __wrap_sem_init(sem_t *semaphore, int shared, unsigned value)
{
    if (!explored_reversibly()) {
        life_initialise_outside(semaphore);
        return __real_sem_init(semaphore, shared, value);
    }
    struct object *object = life_initialise(semaphore, OBJECT_SEMAPHORE, "sem_init", HERE);
    object->value = value;
    object->valued = true;
    return life_began(object, __real_sem_init(semaphore, shared, value));
}

int __wrap_sem_destroy(sem_t *semaphore);
int __wrap_sem_destroy(sem_t *semaphore)
{
    if (!explored_reversibly()) {
        return __real_sem_destroy(semaphore);
    }
    struct object *object = semaphore_at(semaphore, "sem_destroy", HERE);
    life_destroy(object, HERE);
    life_end(object, HERE);
    return 0;
}

static int take(sem_t *semaphore, enum how how, const char *call, const void *pc)
{
    struct thread *me = self;
    struct object *object = semaphore_at(semaphore, call, pc);
    const bool interruptible = how != TRIES && waits_are_interruptible();
    struct step step =
        object_step(object, how == TRIES || interruptible ? STEP_TRY : STEP_TAKE, true, pc);
    step.may_fail = how == TRIES;
    spin_visit(&object->version, pc);
    me->timed = how == TIMED && !interruptible;
    if (interruptible) {
        cancel_point(pc);
    }
    engine_step(&step);
    life_use(object, pc);
    if (interruptible && object->value == 0) { /* from here on it can be interrupted */
        step = object_step(object, STEP_TAKE, true, pc);
        me->timed = how == TIMED;
        const enum interruption interruption =
            signals_wait(&step, how == TIMED ? ENDS_BY_HANDLER : RESTARTS);
        if (interruption == CANCELLED && (object->value == 0 || engine_choose(2) == 1)) {
            cancel_now();
        }
        if (interruption == INTERRUPTED) {
            me->timed = me->timed_out = false;
            errno = EINTR;
            return -1;
        }
    }
    me->timed = false;
    if (how == TIMED) {
        timeouts_count(me, object->value == 0);
    }
    me->timed_out = false;
    if (object->value == 0) {
        record_note(call, semaphore, "none left", pc);
        errno = how == TIMED ? ETIMEDOUT : EAGAIN;
        return -1;
    }
    object->value--;
    changed(object);
    clock_acquire(object->clock);
    engine_reconsider(object);
    record_call(call, semaphore, pc);
    return 0;
}

int __wrap_sem_wait(sem_t *semaphore);
int __wrap_sem_wait(sem_t *semaphore)
{
    return explored_reversibly() ? take(semaphore, WAITS, "sem_wait", HERE)
                                 : __real_sem_wait(semaphore);
}

int __wrap_sem_trywait(sem_t *semaphore);
int __wrap_sem_trywait(sem_t *semaphore)
{
    return explored_reversibly() ? take(semaphore, TRIES, "sem_trywait", HERE)
                                 : __real_sem_trywait(semaphore);
}

int __wrap_sem_timedwait(sem_t *semaphore, const struct timespec *until);
int __wrap_sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_sem_timedwait(semaphore, until);
    }
    reads(until, sizeof *until, HERE);
    return take(semaphore, TIMED, "sem_timedwait", HERE);
}

int __wrap_sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until);
int __wrap_sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_sem_clockwait(semaphore, clock, until);
    }
    reads(until, sizeof *until, HERE);
    return take(semaphore, TIMED, "sem_clockwait", HERE);
}

int __wrap_sem_post(sem_t *semaphore);
int __wrap_sem_post(sem_t *semaphore)
{
    if (!explored_reversibly()) {
        return __real_sem_post(semaphore);
    }
    struct object *object = semaphore_at(semaphore, "sem_post", HERE);
    const struct step step = object_step(object, STEP_GIVE, true, HERE);
    spin_end();
    engine_step(&step);
    life_use(object, HERE);
    record_call("sem_post", semaphore, HERE);
    if (object->value == SEM_VALUE_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    object->value++;
    object->version++;
    if (engine.parked != 0) {
        spin_unpark();
    }
    clock_release(&object->clock);
    engine_reconsider(object);
    return 0;
}

int __wrap_sem_getvalue(sem_t *semaphore, int *value);
int __wrap_sem_getvalue(sem_t *semaphore, int *value)
{
    if (!explored_reversibly()) {
        return __real_sem_getvalue(semaphore, value);
    }
    struct object *object = semaphore_at(semaphore, "sem_getvalue", HERE);
    const struct step step = object_step(object, STEP_READ, false, HERE);
    spin_visit(&object->version, HERE);
    engine_step(&step);
    life_use(object, HERE);
    const int found = (int)object->value;
    memory_range((uintptr_t)value, sizeof *value, true, HERE);
    *value = found;
    return 0;
}
