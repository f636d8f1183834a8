/*
 * c11.c - the threads of C17 7.26: thrd_*, mtx_*, cnd_*, tss_* and call_once, by the objects that
 * pthreads have. What C says is undefined is misuse; there is no static initialiser.
 */
#include "calls/locks.h"
#include "calls/threads.h"
#include "engine/endless.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <threads.h>
#include <time.h>

#define HERE __builtin_return_address(0)

/* Some C libraries have none of these. */
#pragma weak __real_thrd_create
#pragma weak __real_thrd_join
#pragma weak __real_thrd_detach
#pragma weak __real_thrd_exit
#pragma weak __real_thrd_sleep
#pragma weak __real_thrd_yield
#pragma weak __real_mtx_init
#pragma weak __real_mtx_destroy
#pragma weak __real_mtx_lock
#pragma weak __real_mtx_timedlock
#pragma weak __real_mtx_trylock
#pragma weak __real_mtx_unlock
#pragma weak __real_cnd_init
#pragma weak __real_cnd_destroy
#pragma weak __real_cnd_wait
#pragma weak __real_cnd_timedwait
#pragma weak __real_cnd_signal
#pragma weak __real_cnd_broadcast
#pragma weak __real_tss_create
#pragma weak __real_tss_delete
#pragma weak __real_tss_get
#pragma weak __real_tss_set
#pragma weak __real_call_once

static int status_of(int error)
{
    return error == 0                           ? thrd_success
           : error == EBUSY                     ? thrd_busy
           : error == ETIMEDOUT                 ? thrd_timedout
           : error == ENOMEM || error == EAGAIN ? thrd_nomem
                                                : thrd_error;
}

/* -- threads -- */

/* What a thread runs: a function of another type than pthreads have. */
struct start {
    thrd_start_t function;
    void *argument;
};

static void *run(void *argument)
{
    const struct start *start = argument;
    return (void *)(intptr_t)start->function(start->argument);
}

int __real_thrd_create(thrd_t *, thrd_start_t, void *);
int __wrap_thrd_create(thrd_t *handle, thrd_start_t function, void *argument);
int __wrap_thrd_create(thrd_t *handle, thrd_start_t function, void *argument)
{
    if (!explored_reversibly()) {
        return __real_thrd_create(handle, function, argument);
    }
    struct start *start = scratch(sizeof *start);
    *start = (struct start){function, argument};
    struct thread *thread = thread_start(run, start, false, 0, "thrd_create");
    *handle = thread->fiber.handle;
    memory_leave((uintptr_t)handle, sizeof *handle, HERE);
    record_start("thrd_create", thread, (const void *)(uintptr_t)function, HERE);
    return thrd_success;
}

int __real_thrd_join(thrd_t, int *);
int __wrap_thrd_join(thrd_t handle, int *result);
int __wrap_thrd_join(thrd_t handle, int *result)
{
    if (!explored_reversibly()) {
        return __real_thrd_join(handle, result);
    }
    void *value = NULL;
    const int error = thread_join(handle, &value, NULL, JOIN_WAITS, "thrd_join", HERE);
    if (error == 0 && result != NULL) {
        memory_leave((uintptr_t)result, sizeof *result, HERE);
        *result = (int)(intptr_t)value;
    }
    return status_of(error);
}

int __real_thrd_detach(thrd_t);
int __wrap_thrd_detach(thrd_t handle);
int __wrap_thrd_detach(thrd_t handle)
{
    return explored_reversibly() ? status_of(thread_detach(handle, HERE))
                                 : __real_thrd_detach(handle);
}

_Noreturn void __real_thrd_exit(int);
_Noreturn void __wrap_thrd_exit(int result);
_Noreturn void __wrap_thrd_exit(int result)
{
    if (!explored_reversibly()) {
        __real_thrd_exit(result);
    }
    thread_exit((void *)(intptr_t)result);
}

/* Others may go first: see library.c for the sleeps of POSIX. */
static void give_way(int64_t time, const char *call, const void *pc)
{
    engine_event();
    record_call(call, NULL, pc);
    spin_gives_way();
    self->now += time > 0 ? time : 0;
}

int __real_thrd_sleep(const struct timespec *, struct timespec *);
int __wrap_thrd_sleep(const struct timespec *time, struct timespec *left);
int __wrap_thrd_sleep(const struct timespec *time, struct timespec *left)
{
    if (!explored_reversibly()) {
        return __real_thrd_sleep(time, left);
    }
    reads(time, sizeof *time, HERE);
    give_way(time->tv_sec * (int64_t)1000000000 + time->tv_nsec, "thrd_sleep", HERE);
    return 0;
}

void __real_thrd_yield(void);
void __wrap_thrd_yield(void);
void __wrap_thrd_yield(void)
{
    if (explored_reversibly()) {
        give_way(0, "thrd_yield", HERE);
    } else {
        __real_thrd_yield();
    }
}

/* -- mutexes -- */

int __real_mtx_init(mtx_t *, int);
int __wrap_mtx_init(mtx_t *mutex, int type);
int __wrap_mtx_init(mtx_t *mutex, int type)
{
    if (!explored_reversibly()) {
        life_initialise_outside(mutex);
        return __real_mtx_init(mutex, type);
    }
    struct object *object = life_initialise(mutex, OBJECT_MTX, "mtx_init", HERE);
    object_count_orders(object);
    object->kind = (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL;
    object->has_time_limits = (type & mtx_timed) != 0;
    return life_began(object, __real_mtx_init(mutex, type));
}

void __real_mtx_destroy(mtx_t *);
void __wrap_mtx_destroy(mtx_t *mutex);
void __wrap_mtx_destroy(mtx_t *mutex)
{
    if (explored_reversibly()) {
        mutex_destroy(object_at(mutex, OBJECT_MTX, "mtx_destroy", HERE), HERE);
    } else {
        __real_mtx_destroy(mutex);
    }
}

int __real_mtx_lock(mtx_t *);
int __wrap_mtx_lock(mtx_t *mutex);
int __wrap_mtx_lock(mtx_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_mtx_lock(mutex);
    }
    ENDLESS_ENTERS();
    const int error = mutex_lock(object_at(mutex, OBJECT_MTX, "mtx_lock", HERE), HERE);
    record_call("mtx_lock", mutex, HERE);
    endless_leave_no_trace();
    return status_of(error);
}

int __real_mtx_trylock(mtx_t *);
int __wrap_mtx_trylock(mtx_t *mutex);
int __wrap_mtx_trylock(mtx_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_mtx_trylock(mutex);
    }
    ENDLESS_ENTERS();
    const int error = mutex_try(object_at(mutex, OBJECT_MTX, "mtx_trylock", HERE), HERE);
    record_note("mtx_trylock", mutex, error == 0 ? "locked" : "busy", HERE);
    endless_leave_no_trace();
    return status_of(error);
}

int __real_mtx_timedlock(mtx_t *, const struct timespec *);
int __wrap_mtx_timedlock(mtx_t *mutex, const struct timespec *until);
int __wrap_mtx_timedlock(mtx_t *mutex, const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_mtx_timedlock(mutex, until);
    }
    reads(until, sizeof *until, HERE);
    struct object *object = object_at(mutex, OBJECT_MTX, "mtx_timedlock", HERE);
    if (object->life.state == LIFE_INITIALISED && !object->has_time_limits) {
        engine_event();
        engine_fail(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s calls mtx_timedlock on a mutex that isn't of type mtx_timed.",
                    thread_name(self->id));
    }
    const int error = mutex_lock_timed(object, HERE);
    record_note("mtx_timedlock", mutex, error == 0 ? "locked" : "timed out", HERE);
    return status_of(error);
}

int __real_mtx_unlock(mtx_t *);
int __wrap_mtx_unlock(mtx_t *mutex);
int __wrap_mtx_unlock(mtx_t *mutex)
{
    if (!explored_reversibly()) {
        return __real_mtx_unlock(mutex);
    }
    ENDLESS_ENTERS();
    const int error = mutex_unlock(object_at(mutex, OBJECT_MTX, "mtx_unlock", HERE), HERE);
    record_call("mtx_unlock", mutex, HERE);
    endless_leave_no_trace();
    return status_of(error);
}

/* -- condition variables -- */

int __real_cnd_init(cnd_t *);
int __wrap_cnd_init(cnd_t *condition);
int __wrap_cnd_init(cnd_t *condition)
{
    if (!explored_reversibly()) {
        life_initialise_outside(condition);
        return __real_cnd_init(condition);
    }
    return life_began(life_initialise(condition, OBJECT_CND, "cnd_init", HERE),
                      __real_cnd_init(condition));
}

void __real_cnd_destroy(cnd_t *);
void __wrap_cnd_destroy(cnd_t *condition);
void __wrap_cnd_destroy(cnd_t *condition)
{
    if (explored_reversibly()) {
        condition_destroy(object_at(condition, OBJECT_CND, "cnd_destroy", HERE), HERE);
    } else {
        __real_cnd_destroy(condition);
    }
}

static int wait(cnd_t *condition, mtx_t *mutex, bool timed, const char *call, const void *pc)
{
    struct object *object = object_at(condition, OBJECT_CND, call, pc);
    struct object *guard = object_at(mutex, OBJECT_MTX, call, pc);
    return status_of(condition_wait(object, guard, timed, call, pc));
}

int __real_cnd_wait(cnd_t *, mtx_t *);
int __wrap_cnd_wait(cnd_t *condition, mtx_t *mutex);
int __wrap_cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return explored_reversibly() ? wait(condition, mutex, false, "cnd_wait", HERE)
                                 : __real_cnd_wait(condition, mutex);
}

int __real_cnd_timedwait(cnd_t *, mtx_t *, const struct timespec *);
int __wrap_cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until);
int __wrap_cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until)
{
    if (!explored_reversibly()) {
        return __real_cnd_timedwait(condition, mutex, until);
    }
    reads(until, sizeof *until, HERE);
    return wait(condition, mutex, true, "cnd_timedwait", HERE);
}

static int signal_waiters(cnd_t *condition, bool all, const char *call, const void *pc)
{
    condition_signal(object_at(condition, OBJECT_CND, call, pc), all, call, pc);
    return thrd_success;
}

int __real_cnd_signal(cnd_t *);
int __wrap_cnd_signal(cnd_t *condition);
int __wrap_cnd_signal(cnd_t *condition)
{
    return explored_reversibly() ? signal_waiters(condition, false, "cnd_signal", HERE)
                                 : __real_cnd_signal(condition);
}

int __real_cnd_broadcast(cnd_t *);
int __wrap_cnd_broadcast(cnd_t *condition);
int __wrap_cnd_broadcast(cnd_t *condition)
{
    return explored_reversibly() ? signal_waiters(condition, true, "cnd_broadcast", HERE)
                                 : __real_cnd_broadcast(condition);
}

/* -- data of each thread, and once for all -- */

int __real_tss_create(tss_t *, tss_dtor_t);
int __wrap_tss_create(tss_t *key, tss_dtor_t destructor);
int __wrap_tss_create(tss_t *key, tss_dtor_t destructor)
{
    if (explored()) {
        return status_of(key_create(key, destructor, HERE));
    }
    const int status = __real_tss_create(key, destructor);
    if (status == thrd_success) {
        key_made_outside(*key);
    }
    return status;
}

void __real_tss_delete(tss_t);
void __wrap_tss_delete(tss_t key);
void __wrap_tss_delete(tss_t key)
{
    if (explored()) {
        key_delete(key, "tss_delete", HERE);
    } else {
        __real_tss_delete(key);
    }
}

void *__real_tss_get(tss_t);
void *__wrap_tss_get(tss_t key);
void *__wrap_tss_get(tss_t key)
{
    return explored() ? key_get(key, "tss_get", HERE) : __real_tss_get(key);
}

int __real_tss_set(tss_t, void *);
int __wrap_tss_set(tss_t key, void *value);
int __wrap_tss_set(tss_t key, void *value)
{
    return explored() ? status_of(key_set(key, value, "tss_set", HERE))
                      : __real_tss_set(key, value);
}

void __real_call_once(once_flag *, void (*)(void));
void __wrap_call_once(once_flag *flag, void (*function)(void));
void __wrap_call_once(once_flag *flag, void (*function)(void))
{
    if (explored()) {
        thread_once(flag, function, "call_once", HERE);
    } else {
        __real_call_once(flag, function);
    }
}
