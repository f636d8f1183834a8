/* locks.c - mutexes of every type, spin locks, condition variables. */
#include "memory.h"
#include "objects.h"
#include "record.h"
#include "sections.h"
#include "spin.h"
#include "world.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#define HERE __builtin_return_address(0)

int __real_pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *);
int __real_pthread_mutex_destroy(pthread_mutex_t *);
int __real_pthread_mutex_lock(pthread_mutex_t *);
int __real_pthread_mutex_trylock(pthread_mutex_t *);
int __real_pthread_mutex_timedlock(pthread_mutex_t *, const struct timespec *);
int __real_pthread_mutex_clocklock(pthread_mutex_t *, clockid_t, const struct timespec *);
int __real_pthread_mutex_unlock(pthread_mutex_t *);
int __real_pthread_cond_init(pthread_cond_t *, const pthread_condattr_t *);
int __real_pthread_cond_destroy(pthread_cond_t *);
int __real_pthread_cond_wait(pthread_cond_t *, pthread_mutex_t *);
int __real_pthread_cond_timedwait(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
int __real_pthread_cond_clockwait(pthread_cond_t *, pthread_mutex_t *, clockid_t,
                                  const struct timespec *);
int __real_pthread_cond_signal(pthread_cond_t *);
int __real_pthread_cond_broadcast(pthread_cond_t *);
int __real_pthread_spin_init(pthread_spinlock_t *, int);
int __real_pthread_spin_destroy(pthread_spinlock_t *);
int __real_pthread_spin_lock(pthread_spinlock_t *);
int __real_pthread_spin_trylock(pthread_spinlock_t *);
int __real_pthread_spin_unlock(pthread_spinlock_t *);

static void hold(struct object *object)
{
    struct thread *me = self;
    object->owner = me->id;
    object->depth = 1;
    object->version++;
    spin_own_change(&object->version);
    if (engine.parked != 0) {
        spin_unpark();
    }
    if (me->held_count < MOST_HELD) {
        me->held[me->held_count++] = object;
    }
    sections_acquire(object);
    engine_reconsider(object);
}

static void let_go(struct object *object)
{
    struct thread *me = self;
    for (int i = me->held_count - 1; i >= 0; i--) {
        if (me->held[i] == object) {
            for (me->held_count--; i < me->held_count; i++) {
                me->held[i] = me->held[i + 1];
            }
            break;
        }
    }
    object->owner = -1;
    object->depth = 0;
    sections_release(object);
    engine_reconsider(object);
}

static struct step step_at(struct object *object, enum step_kind kind, const void *pc)
{
    return (struct step){.kind = kind,
                         .writes = true,
                         .places = 1,
                         .place = {&object->place},
                         .object = object,
                         .pc = pc};
}

/* The type is where the C library keeps it, also after a static initialiser. */
static struct object *mutex_at(pthread_mutex_t *mutex, const char *call, const void *pc)
{
    struct object *object = object_at(mutex, OBJECT_MUTEX, call, pc);
    object->kind = mutex->__data.__kind & 3;
    return object;
}

/* A mutex that its thread has already: what its type says. -1: not the case. */
static int lock_again(struct object *object, bool waits)
{
    struct thread *me = self;
    if (object->owner != me->id) {
        return -1;
    }
    if (object->kind == PTHREAD_MUTEX_RECURSIVE) {
        engine_event();
        object->depth++;
        return 0;
    }
    if (object->kind == PTHREAD_MUTEX_ERRORCHECK && waits) {
        engine_event();
        return EDEADLK;
    }
    return -1;
}

static int lock(struct object *object, const void *pc)
{
    const int again = lock_again(object, true);
    if (again >= 0) {
        return again;
    }
    if (object->owner == self->id) {
        engine_note(INTERLEAVE_DEADLOCK, "Deadlock: thread %s locks a mutex that it holds already.",
                    thread_name(self->id));
    }
    const struct step step = {.kind = STEP_LOCK,
                              .writes = true,
                              .section = sections_may_begin(object),
                              .places = 1,
                              .place = {&object->place},
                              .object = object,
                              .pc = pc};
    spin_visit(&object->version, pc);
    engine_step(&step);
    object_check(object);
    hold(object);
    return 0;
}

static int try_lock(struct object *object, const void *pc)
{
    const int again = lock_again(object, false);
    if (again >= 0) {
        return again;
    }
    object_tried(object);
    const struct step step = step_at(object, STEP_TRY, pc);
    spin_visit(&object->version, pc);
    engine_step(&step);
    object_check(object);
    if (object->owner >= 0) {
        return EBUSY;
    }
    hold(object);
    return 0;
}

static int timed_lock(struct object *object, const void *pc)
{
    const int again = lock_again(object, true);
    if (again >= 0) {
        return again;
    }
    struct thread *me = self;
    object_tried(object);
    const struct step step = step_at(object, STEP_TIMED_LOCK, pc);
    spin_end();
    me->timed = true;
    me->timed_out = false;
    engine_step(&step);
    object_check(object);
    me->timed = false;
    if (object->owner >= 0) {
        me->timeouts += !me->timed_out;
        me->timed_out = false;
        return ETIMEDOUT;
    }
    me->timed_out = false;
    hold(object);
    return 0;
}

static int unlock(struct object *object, const void *pc)
{
    struct thread *me = self;
    if (object->owner != me->id) {
        engine_event();
        object_check(object);
        if (object->kind == PTHREAD_MUTEX_ERRORCHECK || object->kind == PTHREAD_MUTEX_RECURSIVE) {
            return EPERM;
        }
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s unlocks a mutex that %s%s.",
                    thread_name(me->id), object->owner >= 0 ? "is held by thread " : "nobody holds",
                    object->owner >= 0 ? thread_name(object->owner) : "");
    }
    if (object->depth > 1) {
        engine_event();
        object->depth--;
        return 0;
    }
    if (object->tried || engine.all_visible) {
        const struct step step = step_at(object, STEP_UNLOCK, pc);
        engine_step(&step);
        object->version++;
        spin_own_change(&object->version);
        if (engine.parked != 0) {
            spin_unpark();
        }
    } else {
        engine_event();
    }
    let_go(object);
    return 0;
}

int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    if (explored()) {
        engine_event();
        memory_range((uintptr_t)mutex, sizeof *mutex, true, HERE);
        sections_count_orders(object_renew(mutex, OBJECT_MUTEX));
    }
    return __real_pthread_mutex_init(mutex, attributes);
}

int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    if (!explored()) {
        return __real_pthread_mutex_destroy(mutex);
    }
    struct object *object = mutex_at(mutex, "pthread_mutex_destroy", HERE);
    object_destroy(object, HERE);
    if (object->owner >= 0) {
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s destroys a mutex that thread %s holds.",
                    thread_name(self->id), thread_name(object->owner));
        return EBUSY;
    }
    object->destroyed = true;
    return 0;
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (!explored()) {
        return __real_pthread_mutex_lock(mutex);
    }
    const int error = lock(mutex_at(mutex, "pthread_mutex_lock", HERE), HERE);
    record_call("pthread_mutex_lock", mutex, HERE);
    return error;
}

int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    if (!explored()) {
        return __real_pthread_mutex_trylock(mutex);
    }
    const int error = try_lock(mutex_at(mutex, "pthread_mutex_trylock", HERE), HERE);
    record_note("pthread_mutex_trylock", mutex, error == 0 ? "locked" : "busy", HERE);
    return error;
}

int __wrap_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until);
int __wrap_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    if (!explored()) {
        return __real_pthread_mutex_timedlock(mutex, until);
    }
    const int error = timed_lock(mutex_at(mutex, "pthread_mutex_timedlock", HERE), HERE);
    record_note("pthread_mutex_timedlock", mutex, error == 0 ? "locked" : "timed out", HERE);
    return error;
}

int __wrap_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                   const struct timespec *until);
int __wrap_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                   const struct timespec *until)
{
    if (!explored()) {
        return __real_pthread_mutex_clocklock(mutex, clock, until);
    }
    return __wrap_pthread_mutex_timedlock(mutex, until);
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (!explored()) {
        return __real_pthread_mutex_unlock(mutex);
    }
    struct object *object = mutex_at(mutex, "pthread_mutex_unlock", HERE);
    const int error = unlock(object, HERE);
    record_call("pthread_mutex_unlock", mutex, HERE);
    return error;
}

int __wrap_pthread_spin_init(pthread_spinlock_t *lock, int shared);
int __wrap_pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
    if (explored()) {
        engine_event();
        memory_range((uintptr_t)lock, sizeof *lock, true, HERE);
        sections_count_orders(object_renew((void *)lock, OBJECT_SPINLOCK));
    }
    return __real_pthread_spin_init(lock, shared);
}

int __wrap_pthread_spin_destroy(pthread_spinlock_t *lock);
int __wrap_pthread_spin_destroy(pthread_spinlock_t *lock)
{
    if (!explored()) {
        return __real_pthread_spin_destroy(lock);
    }
    struct object *object = object_at((void *)lock, OBJECT_SPINLOCK, "pthread_spin_destroy", HERE);
    object_destroy(object, HERE);
    object->destroyed = true;
    return 0;
}

int __wrap_pthread_spin_lock(pthread_spinlock_t *spinlock);
int __wrap_pthread_spin_lock(pthread_spinlock_t *spinlock)
{
    if (!explored()) {
        return __real_pthread_spin_lock(spinlock);
    }
    const int error =
        lock(object_at((void *)spinlock, OBJECT_SPINLOCK, "pthread_spin_lock", HERE), HERE);
    record_call("pthread_spin_lock", (void *)spinlock, HERE);
    return error;
}

int __wrap_pthread_spin_trylock(pthread_spinlock_t *spinlock);
int __wrap_pthread_spin_trylock(pthread_spinlock_t *spinlock)
{
    if (!explored()) {
        return __real_pthread_spin_trylock(spinlock);
    }
    const int error =
        try_lock(object_at((void *)spinlock, OBJECT_SPINLOCK, "pthread_spin_trylock", HERE), HERE);
    record_note("pthread_spin_trylock", (void *)spinlock, error == 0 ? "locked" : "busy", HERE);
    return error;
}

int __wrap_pthread_spin_unlock(pthread_spinlock_t *spinlock);
int __wrap_pthread_spin_unlock(pthread_spinlock_t *spinlock)
{
    if (!explored()) {
        return __real_pthread_spin_unlock(spinlock);
    }
    const int error =
        unlock(object_at((void *)spinlock, OBJECT_SPINLOCK, "pthread_spin_unlock", HERE), HERE);
    record_call("pthread_spin_unlock", (void *)spinlock, HERE);
    return error;
}

int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    if (explored()) {
        engine_event();
        memory_range((uintptr_t)condition, sizeof *condition, true, HERE);
        object_renew(condition, OBJECT_CONDITION);
    }
    return __real_pthread_cond_init(condition, attributes);
}

int __wrap_pthread_cond_destroy(pthread_cond_t *condition);
int __wrap_pthread_cond_destroy(pthread_cond_t *condition)
{
    if (!explored()) {
        return __real_pthread_cond_destroy(condition);
    }
    struct object *object = object_at(condition, OBJECT_CONDITION, "pthread_cond_destroy", HERE);
    object_destroy(object, HERE);
    if (object->waiting != 0) {
        engine_note(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s destroys a condition variable on which thread %s waits.",
                    thread_name(self->id), thread_name(lowest(object->waiting)));
        return EBUSY;
    }
    object->destroyed = true;
    return 0;
}

/*
 * Three parts: give the mutex back and begin to wait; be signalled, or time out; lock again. A
 * signal turns the second into the third for the waiter.
 */
static int wait(pthread_cond_t *condition, pthread_mutex_t *mutex, bool timed, const void *pc)
{
    struct thread *me = self;
    struct object *object = object_at(condition, OBJECT_CONDITION, "pthread_cond_wait", pc);
    struct object *guard = mutex_at(mutex, "pthread_cond_wait", pc);
    if (guard->owner != me->id) {
        engine_event();
        engine_fail(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s waits on a condition variable with a mutex that it doesn't hold.",
                    thread_name(me->id));
    }
    spin_end();
    const int depth = guard->depth;
    struct step begin = step_at(object, STEP_WAIT, pc);
    if (guard->tried || engine.all_visible) {
        begin.place[begin.places++] = &guard->place;
    }
    engine_step(&begin);
    object_check(object);
    record_call(timed ? "pthread_cond_timedwait" : "pthread_cond_wait", condition, pc);
    object->waiting |= only(me->id);
    me->signalled = false;
    me->timed = timed;
    me->spurious = engine.options.spurious_wakeups;
    me->timed_out = false;
    me->waits_with = guard;
    let_go(guard);
    struct step woken = step_at(object, STEP_WOKEN, pc);
    engine_step(&woken);
    const bool by_signal = me->signalled;
    if (!by_signal) {
        me->timeouts += !me->timed_out;
        object->waiting &= ~only(me->id);
    }
    me->timed = me->timed_out = me->spurious = false;
    if (!by_signal) {
        const struct step relock = step_at(guard, STEP_LOCK, pc);
        engine_step(&relock);
    }
    hold(guard);
    memory_meet((uintptr_t)mutex, "pthread_cond_wait", pc);
    guard->depth = depth;
    record_call(by_signal ? "is signalled and locks" : "wakes and locks", condition, pc);
    return by_signal || !timed ? 0 : ETIMEDOUT;
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    if (!explored()) {
        return __real_pthread_cond_wait(condition, mutex);
    }
    return wait(condition, mutex, false, HERE);
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until)
{
    if (!explored()) {
        return __real_pthread_cond_timedwait(condition, mutex, until);
    }
    return wait(condition, mutex, true, HERE);
}

int __wrap_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  clockid_t clock, const struct timespec *until);
int __wrap_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  clockid_t clock, const struct timespec *until)
{
    if (!explored()) {
        return __real_pthread_cond_clockwait(condition, mutex, clock, until);
    }
    return wait(condition, mutex, true, HERE);
}

/* The waiter's next step is to lock its mutex again. */
static void wake(struct object *object, int id)
{
    struct thread *waiter = &engine.threads[id];
    object->waiting &= ~only(id);
    waiter->signalled = true;
    waiter->timed = waiter->spurious = false;
    waiter->depends = clock_joined(waiter->depends, self->depends);
    engine.altered |= only(id);
    if (waiter->next.kind == STEP_WOKEN) {
        waiter->next = step_at(waiter->waits_with, STEP_LOCK, waiter->next.pc);
        if (step_possible(waiter)) {
            engine.enabled |= only(id);
        } else {
            engine.enabled &= ~only(id);
        }
    }
}

static int signal_waiters(pthread_cond_t *condition, bool all, const char *call, const void *pc)
{
    struct object *object = object_at(condition, OBJECT_CONDITION, call, pc);
    const struct step step = step_at(object, STEP_SIGNAL, pc);
    spin_end();
    engine_step(&step);
    object_check(object);
    record_call(call, condition, pc);
    if (object->waiting == 0) {
        object->signals_missed++;
        return 0;
    }
    if (all) {
        for_each_thread(id, object->waiting)
        {
            wake(object, id);
        }
        return 0;
    }
    /* POSIX says of none which one it is. */
    int which = engine_choose(count_of(object->waiting));
    for_each_thread(id, object->waiting)
    {
        if (which-- == 0) {
            wake(object, id);
            break;
        }
    }
    return 0;
}

int __wrap_pthread_cond_signal(pthread_cond_t *condition);
int __wrap_pthread_cond_signal(pthread_cond_t *condition)
{
    return explored() ? signal_waiters(condition, false, "pthread_cond_signal", HERE)
                      : __real_pthread_cond_signal(condition);
}

int __wrap_pthread_cond_broadcast(pthread_cond_t *condition);
int __wrap_pthread_cond_broadcast(pthread_cond_t *condition)
{
    return explored() ? signal_waiters(condition, true, "pthread_cond_broadcast", HERE)
                      : __real_pthread_cond_broadcast(condition);
}
