/* locks.c - mutexes of every type, spin locks, condition variables; see locks.h. */
#include "calls/locks.h"

#include "calls/cancel.h"
#include "calls/signals.h"
#include "engine/endless.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

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
int __real_pthread_mutex_consistent(pthread_mutex_t *);
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

/* Not the one that it locked last. */
__attribute__((noinline)) static void take_from_held(struct thread *me, const struct object *object)
{
    for (int i = me->held_count - 1; i >= 0; i--) {
        if (me->held[i] == object) {
            for (me->held_count--; i < me->held_count; i++) {
                me->held[i] = me->held[i + 1];
            }
            break;
        }
    }
}

static void let_go(struct object *object)
{
    struct thread *me = self;
    if (__builtin_expect(me->held_count > 0 && me->held[me->held_count - 1] == object, 1)) {
        me->held_count--;
    } else if (object->owner >= 0) {
        take_from_held(&engine.threads[object->owner], object);
    }
    object->owner = -1;
    object->depth = 0;
    sections_release(object);
    engine_reconsider(object);
}

/* The type is where the C library keeps it, also after a static initialiser. */
static struct object *mutex_at(pthread_mutex_t *mutex, const char *call, const void *pc)
{
    enum { ROBUST = 16, TYPES = 3 }; /* glibc's bits */
    struct object *object = object_at(mutex, OBJECT_MUTEX, call, pc);
    object->kind = mutex->__data.__kind & TYPES;
    object->robust = (mutex->__data.__kind & ROBUST) != 0;
    return object;
}

/* Whether the running thread, or the one that the running handler interrupts, holds it. */
static inline bool is_held_here(const struct object *object)
{
    const int owner = object->owner;
    return owner == self->id || (owner >= 0 && signals_are_of_one(owner, self->id));
}

/* A mutex that its thread has already: what its type says. -1: nothing special. */
static int lock_again(struct object *object, bool waits)
{
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

/* The lock is the running thread's, unless that can never be again. */
static int take_over(struct object *object, const void *pc)
{
    life_use(object, pc);
    if (object->recovery == NOT_RECOVERABLE) {
        return ENOTRECOVERABLE;
    }
    if (object->owner >= 0) {
        return EBUSY;
    }
    hold(object);
    return object->recovery == OWNER_DIED ? EOWNERDEAD : 0;
}

int mutex_lock(struct object *object, const void *pc)
{
    if (__builtin_expect(is_held_here(object), 0)) {
        const int again = lock_again(object, true);
        if (again >= 0) {
            return again;
        }
        engine_note(INTERLEAVE_DEADLOCK, "Deadlock: thread %s locks a mutex that it holds already.",
                    thread_name(self->id));
    }
    /* A robust mutex may be told of and not be got, so there may be no section. */
    const struct step step = {.kind = STEP_LOCK,
                              .writes = true,
                              .section = !object->robust && sections_may_begin(object),
                              .places = 1,
                              .place = {&object->place},
                              .object = object,
                              .pc = pc};
    spin_visit_asking(&object->version, pc, (uintptr_t)object);
    engine_step(&step);
    return take_over(object, pc);
}

int mutex_try(struct object *object, const void *pc)
{
    const int again = is_held_here(object) ? lock_again(object, false) : -1;
    if (again >= 0) {
        return again;
    }
    object_tried(object);
    struct step step = object_step(object, STEP_TRY, true, pc);
    step.may_fail = true;
    spin_visit_asking(&object->version, pc, (uintptr_t)object);
    engine_step(&step);
    spin_has_read(&object->version);
    return take_over(object, pc);
}

int mutex_lock_timed(struct object *object, const void *pc)
{
    const int again = is_held_here(object) ? lock_again(object, true) : -1;
    if (again >= 0) {
        return again;
    }
    struct thread *me = self;
    object_tried(object);
    const struct step step = object_step(object, STEP_TIMED_LOCK, true, pc);
    spin_end();
    me->timed = true;
    me->timed_out = false;
    engine_step(&step);
    me->timed = false;
    const int error = take_over(object, pc);
    timeouts_count(me, error == EBUSY);
    me->timed_out = false;
    return error == EBUSY ? ETIMEDOUT : error;
}

/* The running thread gives the lock back: a step only where it matters when. */
static void release(struct object *object, const void *pc)
{
    if (object->tried || signals_come_before_unlocks()) {
        const struct step step = object_step(object, STEP_UNLOCK, true, pc);
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
}

/* A robust mutex that is given back as its dead owner had left it (POSIX.1-2017,
 * pthread_mutex_consistent). */
static void judge_recovery(struct object *object)
{
    if (object->recovery == OWNER_DIED) {
        object->recovery = NOT_RECOVERABLE;
    }
}

/* Whether who unlocks it without having it is told so by an error. */
static bool checks_owner(const struct object *object)
{
    return object->kind == PTHREAD_MUTEX_ERRORCHECK || object->kind == PTHREAD_MUTEX_RECURSIVE ||
           object->robust;
}

int mutex_unlock(struct object *object, const void *pc)
{
    if (!is_held_here(object)) {
        engine_event();
        life_use(object, pc);
        if (checks_owner(object)) {
            return EPERM;
        }
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s unlocks %s that %s%s.",
                    thread_name(self->id), object_type_name(object->type),
                    object->owner >= 0 ? "is held by thread " : "nobody holds",
                    object->owner >= 0 ? thread_name(object->owner) : "");
    }
    if (object->depth > 1) {
        engine_event();
        object->depth--;
        return 0;
    }
    judge_recovery(object);
    release(object, pc);
    return 0;
}

bool mutex_destroy(struct object *object, const void *pc)
{
    life_destroy(object, pc);
    if (object->owner >= 0) {
        life_tell_use(object);
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s destroys %s that thread %s holds.",
                    thread_name(self->id), object_type_name(object->type),
                    thread_name(object->owner));
        return false;
    }
    life_end(object, pc);
    return true;
}

/* A thread ends: who comes next to a robust mutex that it has is told so (POSIX.1-2017,
 * pthread_mutexattr_setrobust). */
void objects_leave_thread(struct thread *thread)
{
    bool keeps = false;
    for (int i = thread->held_count - 1; i >= 0; i--) {
        struct object *object = thread->held[i];
        if (object->robust) {
            record_call("leaves it locked", (const void *)object->address, NULL);
            object->recovery = OWNER_DIED;
            release(object, NULL);
        }
        keeps = keeps || !object->robust;
    }
    if (keeps) { /* which just stays locked: whoever waits for it is in a deadlock */
        engine_note_leak(thread->id, "ended while it held a mutex, which stays locked");
    }
}

int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_init(mutex, attributes);
    }
    reads(attributes, sizeof *attributes, HERE);
    struct object *object = life_initialise(mutex, OBJECT_MUTEX, "pthread_mutex_init", HERE);
    object_count_orders(object);
    return life_began(object, __real_pthread_mutex_init(mutex, attributes));
}

int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_destroy(mutex);
    }
    return mutex_destroy(mutex_at(mutex, "pthread_mutex_destroy", HERE), HERE) ? 0 : EBUSY;
}

/* What a lock came to, in a record. */
static const char *words_of(int error, const char *otherwise)
{
    return error == 0                 ? "locked"
           : error == EOWNERDEAD      ? "its owner has ended"
           : error == ENOTRECOVERABLE ? "not recoverable"
                                      : otherwise;
}

static void record_lock(const pthread_mutex_t *mutex, int error, const void *pc)
{
    if (__builtin_expect(!engine.recording, 1)) {
        return;
    }
    const bool as_usual = error != EOWNERDEAD && error != ENOTRECOVERABLE;
    record_note("pthread_mutex_lock", mutex, as_usual ? NULL : words_of(error, ""), pc);
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_lock(mutex);
    }
    ENDLESS_ENTERS();
    const int error = mutex_lock(mutex_at(mutex, "pthread_mutex_lock", HERE), HERE);
    record_lock(mutex, error, HERE);
    endless_leave_no_trace();
    return error;
}

int __wrap_pthread_mutex_consistent(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_consistent(pthread_mutex_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_consistent(mutex);
    }
    struct object *object = mutex_at(mutex, "pthread_mutex_consistent", HERE);
    engine_event();
    record_call("pthread_mutex_consistent", mutex, HERE);
    if (!is_held_here(object) || object->recovery != OWNER_DIED) {
        return EINVAL;
    }
    object->recovery = HEALTHY;
    return 0;
}

int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_trylock(mutex);
    }
    ENDLESS_ENTERS();
    const int error = mutex_try(mutex_at(mutex, "pthread_mutex_trylock", HERE), HERE);
    record_note("pthread_mutex_trylock", mutex, words_of(error, "busy"), HERE);
    endless_leave_no_trace();
    return error;
}

static int lock_until(pthread_mutex_t *mutex, const struct timespec *until, const char *call,
                      const void *pc)
{
    reads(until, sizeof *until, pc);
    const int error = mutex_lock_timed(mutex_at(mutex, call, pc), pc);
    record_note(call, mutex, words_of(error, "timed out"), pc);
    return error;
}

int __wrap_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until);
int __wrap_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_timedlock(mutex, until);
    }
    return lock_until(mutex, until, "pthread_mutex_timedlock", HERE);
}

int __wrap_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                   const struct timespec *until);
int __wrap_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                   const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_clocklock(mutex, clock, until);
    }
    return lock_until(mutex, until, "pthread_mutex_clocklock", HERE);
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_pthread_mutex_unlock(mutex);
    }
    ENDLESS_ENTERS();
    struct object *object = mutex_at(mutex, "pthread_mutex_unlock", HERE);
    const int error = mutex_unlock(object, HERE);
    record_call("pthread_mutex_unlock", mutex, HERE);
    endless_leave_no_trace();
    return error;
}

int __wrap_pthread_spin_init(pthread_spinlock_t *lock, int shared);
int __wrap_pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
    if (!explored_reversibly()) {
        life_initialise_outside((void *)lock);
        return __real_pthread_spin_init(lock, shared);
    }
    struct object *object =
        life_initialise((void *)lock, OBJECT_SPINLOCK, "pthread_spin_init", HERE);
    object_count_orders(object);
    return life_began(object, __real_pthread_spin_init(lock, shared));
}

int __wrap_pthread_spin_destroy(pthread_spinlock_t *lock);
int __wrap_pthread_spin_destroy(pthread_spinlock_t *lock)
{
    if (!explored_reversibly()) {
        return __real_pthread_spin_destroy(lock);
    }
    struct object *object = object_at((void *)lock, OBJECT_SPINLOCK, "pthread_spin_destroy", HERE);
    mutex_destroy(object, HERE);
    return 0;
}

int __wrap_pthread_spin_lock(pthread_spinlock_t *spinlock);
int __wrap_pthread_spin_lock(pthread_spinlock_t *spinlock)
{
    if (!explored_reversibly()) {
        return __real_pthread_spin_lock(spinlock);
    }
    ENDLESS_ENTERS();
    const int error =
        mutex_lock(object_at((void *)spinlock, OBJECT_SPINLOCK, "pthread_spin_lock", HERE), HERE);
    record_call("pthread_spin_lock", (void *)spinlock, HERE);
    endless_leave_no_trace();
    return error;
}

int __wrap_pthread_spin_trylock(pthread_spinlock_t *spinlock);
int __wrap_pthread_spin_trylock(pthread_spinlock_t *spinlock)
{
    if (!explored_reversibly()) {
        return __real_pthread_spin_trylock(spinlock);
    }
    ENDLESS_ENTERS();
    const int error =
        mutex_try(object_at((void *)spinlock, OBJECT_SPINLOCK, "pthread_spin_trylock", HERE), HERE);
    record_note("pthread_spin_trylock", (void *)spinlock, error == 0 ? "locked" : "busy", HERE);
    endless_leave_no_trace();
    return error;
}

int __wrap_pthread_spin_unlock(pthread_spinlock_t *spinlock);
int __wrap_pthread_spin_unlock(pthread_spinlock_t *spinlock)
{
    if (!explored_reversibly()) {
        return __real_pthread_spin_unlock(spinlock);
    }
    ENDLESS_ENTERS();
    const int error = mutex_unlock(
        object_at((void *)spinlock, OBJECT_SPINLOCK, "pthread_spin_unlock", HERE), HERE);
    record_call("pthread_spin_unlock", (void *)spinlock, HERE);
    endless_leave_no_trace();
    return error;
}

int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    if (!explored_reversibly()) {
        return __real_pthread_cond_init(condition, attributes);
    }
    reads(attributes, sizeof *attributes, HERE);
    return life_began(life_initialise(condition, OBJECT_CONDITION, "pthread_cond_init", HERE),
                      __real_pthread_cond_init(condition, attributes));
}

int __wrap_pthread_cond_destroy(pthread_cond_t *condition);
int __wrap_pthread_cond_destroy(pthread_cond_t *condition)
{
    if (!explored_reversibly()) {
        return __real_pthread_cond_destroy(condition);
    }
    struct object *object = object_at(condition, OBJECT_CONDITION, "pthread_cond_destroy", HERE);
    return condition_destroy(object, HERE) ? 0 : EBUSY;
}

bool condition_destroy(struct object *object, const void *pc)
{
    life_destroy(object, pc);
    if (object->waiting != 0) {
        life_tell_use(object);
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s destroys %s on which thread %s waits.",
                    thread_name(self->id), object_type_name(object->type),
                    thread_name(lowest(object->waiting)));
        return false;
    }
    life_end(object, pc);
    return true;
}

/* Threads that wait at once on a condition variable must do so with the same mutex (POSIX.1-2017,
 * pthread_cond_wait: else the effect is undefined). */
static void check_guard(const struct object *object, const struct object *guard)
{
    if (object->waiting == 0) {
        return;
    }
    const struct thread *other = &engine.threads[lowest(object->waiting)];
    if (other->waits_with != guard) {
        life_tell_use(object);
        engine_fail(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s waits on %s with another mutex than thread %s, which waits on it.",
                    thread_name(self->id), object_type_name(object->type), thread_name(other->id));
    }
}

/*
 * Three parts: give the mutex back and begin to wait; be signalled, or time out; lock again. A
 * signal turns the second into the third for the waiter.
 */
int condition_wait(struct object *object, struct object *guard, bool timed, const char *call,
                   const void *pc)
{
    struct thread *me = self;
    const void *const condition = (const void *)object->address;
    if (guard->owner != me->id) {
        engine_event();
        engine_fail(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s waits on %s with a mutex that it doesn't hold.", thread_name(me->id),
                    object_type_name(object->type));
    }
    spin_end();
    cancel_point(pc);
    const int depth = guard->depth;
    struct step begin = object_step(object, STEP_WAIT, true, pc);
    if (guard->tried || engine.all_visible) {
        begin.place[begin.places++] = &guard->place;
    }
    engine_step(&begin);
    record_call(call, condition, pc);
    check_guard(object, guard);
    life_use(object, pc);
    object->waiting |= only(me->id);
    me->signalled = false;
    me->timed = timed;
    me->spurious = engine.options.spurious_wakeups;
    engine.bounded.wakeups = !me->spurious;
    me->timed_out = false;
    me->waits_with = guard;
    judge_recovery(guard);
    let_go(guard);
    struct step woken = object_step(object, STEP_WOKEN, true, pc);
    /* If both have come, it is either (POSIX.1-2017, 2.9.5). A signal that could have been another
     * waiter's is not lost by that: it is tried that this one gets it. */
    const bool cancelled = signals_wait(&woken, GOES_ON) == CANCELLED &&
                           (!me->signalled || (me->signalled_alone && engine_choose(2) == 1));
    const bool by_signal = me->signalled;
    if ((timed || me->spurious) && !cancelled) {
        timeouts_count(me, !by_signal);
    }
    if (!by_signal) {
        object->waiting &= ~only(me->id);
    }
    me->timed = me->timed_out = me->spurious = false;
    if (!by_signal) {
        const struct step relock = object_step(guard, STEP_LOCK, true, pc);
        engine_step(&relock);
    }
    const int error = take_over(guard, pc);
    memory_meet(guard->address, call, pc);
    guard->depth = depth;
    record_call(by_signal ? "is signalled and locks" : "wakes and locks", condition, pc);
    if (cancelled) {
        cancel_now();
    }
    return error != 0 ? error : by_signal || !timed ? 0 : ETIMEDOUT;
}

static int wait(pthread_cond_t *condition, pthread_mutex_t *mutex, bool timed, const char *call,
                const void *pc)
{
    struct object *object = object_at(condition, OBJECT_CONDITION, call, pc);
    return condition_wait(object, mutex_at(mutex, call, pc), timed, call, pc);
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_pthread_cond_wait(condition, mutex);
    }
    return wait(condition, mutex, false, "pthread_cond_wait", HERE);
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_pthread_cond_timedwait(condition, mutex, until);
    }
    reads(until, sizeof *until, HERE);
    return wait(condition, mutex, true, "pthread_cond_timedwait", HERE);
}

int __wrap_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  clockid_t clock, const struct timespec *until);
int __wrap_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  clockid_t clock, const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_pthread_cond_clockwait(condition, mutex, clock, until);
    }
    reads(until, sizeof *until, HERE);
    return wait(condition, mutex, true, "pthread_cond_clockwait", HERE);
}

/* The waiter's next step is to lock its mutex again. */
static void wake(struct object *object, int id)
{
    struct thread *waiter = &engine.threads[id];
    object->waiting &= ~only(id);
    waiter->signalled = true;
    waiter->signalled_alone = object->waiting == 0;
    waiter->roused = false;
    waiter->timed = waiter->spurious = false;
    waiter->depends = clock_joined(waiter->depends, self->depends);
    engine.altered |= only(id);
    if (waiter->next.kind == STEP_WOKEN) {
        struct step relock = object_step(waiter->waits_with, STEP_LOCK, true, waiter->next.pc);
        relock.interrupted = waiter->next.interrupted;
        if (engine.cancels && !waiter->cancel_disabled) {
            place_renew(&waiter->cancels);
            relock.place[relock.places++] = &waiter->cancels;
        }
        waiter->next = relock;
        if (step_possible(waiter)) {
            engine.enabled |= only(id);
        } else {
            engine.enabled &= ~only(id);
        }
    }
}

void condition_signal(struct object *object, bool all, const char *call, const void *pc)
{
    const struct step step = object_step(object, STEP_SIGNAL, true, pc);
    spin_end();
    engine_step(&step);
    life_use(object, pc);
    record_call(call, (const void *)object->address, pc);
    if (object->waiting == 0) {
        object->signals_missed++;
        return;
    }
    if (all) {
        for_each_thread(id, object->waiting)
        {
            wake(object, id);
            engine.threads[id].signalled_alone = true; /* it takes nobody's signal */
        }
        return;
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
}

static int signal_waiters(pthread_cond_t *condition, bool all, const char *call, const void *pc)
{
    condition_signal(object_at(condition, OBJECT_CONDITION, call, pc), all, call, pc);
    return 0;
}

int __wrap_pthread_cond_signal(pthread_cond_t *condition);
int __wrap_pthread_cond_signal(pthread_cond_t *condition)
{
    return explored_reversibly() ? signal_waiters(condition, false, "pthread_cond_signal", HERE)
                                 : __real_pthread_cond_signal(condition);
}

int __wrap_pthread_cond_broadcast(pthread_cond_t *condition);
int __wrap_pthread_cond_broadcast(pthread_cond_t *condition)
{
    return explored_reversibly() ? signal_waiters(condition, true, "pthread_cond_broadcast", HERE)
                                 : __real_pthread_cond_broadcast(condition);
}
