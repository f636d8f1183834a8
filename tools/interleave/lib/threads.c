/* threads.c - pthread_create, join, detach, exit; once; thread-specific data. */
#include "hidden.h"
#include "objects.h"
#include "record.h"
#include "spin.h"
#include "world.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <threads.h>

#define HERE __builtin_return_address(0)
#define STATE __attribute__((section("interleave_state")))

enum { KEYS = 64, DESTRUCTOR_TURNS = 4 /* PTHREAD_DESTRUCTOR_ITERATIONS */ };

STATE static void (*destructors[KEYS])(void *) = {NULL};
STATE static uint32_t key_execution = 0;
STATE static int key_count = 0;
static uint64_t keys_made = 0; /* stands for all of that */

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __real_pthread_join(pthread_t, void **);
int __real_pthread_detach(pthread_t);
_Noreturn void __real_pthread_exit(void *);
void __real___pthread_register_cancel(__pthread_unwind_buf_t *);
void __real___pthread_unregister_cancel(__pthread_unwind_buf_t *);
_Noreturn void __real___pthread_unwind_next(__pthread_unwind_buf_t *);
int __real_pthread_once(pthread_once_t *, void (*)(void));
void __real_call_once(once_flag *, void (*)(void)) __attribute__((weak));
int __real_pthread_key_create(pthread_key_t *, void (*)(void *));
int __real_pthread_key_delete(pthread_key_t);
void *__real_pthread_getspecific(pthread_key_t);
int __real_pthread_setspecific(pthread_key_t, const void *);

static struct thread *thread_of(pthread_t handle)
{
    for (int i = 0; i < engine.count; i++) {
        if (engine.threads[i].fiber.handle == handle) {
            return &engine.threads[i];
        }
    }
    return NULL;
}

int __wrap_pthread_create(pthread_t *handle, const pthread_attr_t *attributes,
                          void *(*function)(void *), void *argument);
int __wrap_pthread_create(pthread_t *handle, const pthread_attr_t *attributes,
                          void *(*function)(void *), void *argument)
{
    if (!explored()) {
        return __real_pthread_create(handle, attributes, function, argument);
    }
    int state = PTHREAD_CREATE_JOINABLE;
    engine_event();
    spin_end();
    if (attributes != NULL) {
        pthread_attr_getdetachstate(attributes, &state);
    }
    struct thread *thread = engine_start(function, argument, state == PTHREAD_CREATE_DETACHED);
    if (thread == NULL) {
        engine_refuse(engine.count < MAX_THREADS ? "pthread_create without memory for a stack"
                                                 : "pthread_create for more than 128 threads");
    }
    *handle = thread->fiber.handle;
    world_touch((uintptr_t)handle, sizeof *handle);
    record_start("pthread_create", thread, (const void *)(uintptr_t)function, HERE);
    return 0;
}

int __wrap_pthread_join(pthread_t handle, void **result);
int __wrap_pthread_join(pthread_t handle, void **result)
{
    if (!explored()) {
        return __real_pthread_join(handle, result);
    }
    struct thread *other = thread_of(handle);
    struct thread *me = self;
    if (other == NULL || other->joined) {
        engine_event();
        engine_note(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s joins a thread that is none, or was joined.", thread_name(me->id));
        return ESRCH;
    }
    if (other == me) {
        engine_event();
        return EDEADLK;
    }
    if (other->detached) {
        engine_event();
        engine_note(INTERLEAVE_MUTEX_MISUSE, "Thread %s joins thread %s, which is detached.",
                    thread_name(me->id), thread_name(other->id));
        return EINVAL;
    }
    spin_end();
    if (other->state == FINISHED) {
        engine_event();
    } else {
        me->waits_for = other->id;
        engine_step(&(struct step){.kind = STEP_JOIN, .pc = HERE});
    }
    if (engine.recording) {
        record_note("pthread_join", NULL, thread_name(other->id), HERE);
    }
    other->joined = true;
    engine.unjoined--;
    clock_join(&me->clock, &other->clock);
    me->depends = clock_joined(me->depends, other->depends);
    engine.alone = engine.alive == 1 && engine.unjoined == 0;
    if (result != NULL) {
        world_touch((uintptr_t)result, sizeof *result);
        *result = other->result;
    }
    return 0;
}

int __wrap_pthread_detach(pthread_t handle);
int __wrap_pthread_detach(pthread_t handle)
{
    if (!explored()) {
        return __real_pthread_detach(handle);
    }
    struct thread *other = thread_of(handle);
    engine_event();
    if (other == NULL || other->joined) {
        return ESRCH;
    }
    if (other->detached) {
        return EINVAL;
    }
    other->detached = true;
    return 0;
}

static void run_destructors(struct thread *me)
{
    bool again = true;
    for (int turn = 0; turn < DESTRUCTOR_TURNS && again; turn++) {
        again = false;
        for (int i = 0; i < KEYS; i++) {
            void *value = (void *)me->keys[i];
            if (value != NULL && key_execution == engine.execution && destructors[i] != NULL) {
                me->keys[i] = NULL;
                destructors[i](value);
                again = true;
            }
        }
    }
}

void threads_leave(struct thread *thread)
{
    if (key_execution == engine.execution) {
        run_destructors(thread);
    }
}

/*
 * pthread_cleanup_push and pop are macros in C: they register a place to jump to (setjmp) and take
 * it back. A thread that leaves jumps to each, the last one first; from there it comes back by
 * __pthread_unwind_next.
 */
static _Noreturn void leave(struct thread *me)
{
    if (me->cleanup_count > 0) {
        me->cleanup_count--;
        longjmp((struct __jmp_buf_tag *)me->cleanups[me->cleanup_count], 1);
    }
    engine_finish(me->result);
}

void __wrap___pthread_register_cancel(__pthread_unwind_buf_t *place);
void __wrap___pthread_register_cancel(__pthread_unwind_buf_t *place)
{
    if (!explored()) {
        __real___pthread_register_cancel(place);
    } else if (self->cleanup_count == MOST_CLEANUPS) {
        engine_refuse("pthread_cleanup_push more than 32 deep");
    } else {
        self->cleanups[self->cleanup_count++] = place;
    }
}

void __wrap___pthread_unregister_cancel(__pthread_unwind_buf_t *place);
void __wrap___pthread_unregister_cancel(__pthread_unwind_buf_t *place)
{
    if (!explored()) {
        __real___pthread_unregister_cancel(place);
    } else {
        self->cleanup_count--;
    }
}

_Noreturn void __wrap___pthread_unwind_next(__pthread_unwind_buf_t *place);
_Noreturn void __wrap___pthread_unwind_next(__pthread_unwind_buf_t *place)
{
    if (!explored()) {
        __real___pthread_unwind_next(place);
    }
    leave(self);
}

_Noreturn void __wrap_pthread_exit(void *result);
_Noreturn void __wrap_pthread_exit(void *result)
{
    if (!explored()) {
        __real_pthread_exit(result);
    }
    self->result = result;
    leave(self);
}

static void run_once(const void *once, void (*function)(void), const char *call, const void *pc)
{
    struct object *object = object_at(once, OBJECT_ONCE, call, pc);
    spin_end();
    engine_step(&(struct step){.kind = STEP_ONCE,
                               .writes = true,
                               .places = 1,
                               .place = {&object->place},
                               .object = object,
                               .pc = pc});
    record_call(call, once, pc);
    if (object->value == 0) {
        object->value = 1;
        engine_reconsider(object);
        function();
        object->value = 2;
        place_release(&object->place);
        clock_release(&object->clock);
        engine_reconsider(object);
    } else {
        clock_acquire(object->clock);
    }
}

int __wrap_pthread_once(pthread_once_t *once, void (*function)(void));
int __wrap_pthread_once(pthread_once_t *once, void (*function)(void))
{
    if (!explored()) {
        return __real_pthread_once(once, function);
    }
    run_once(once, function, "pthread_once", HERE);
    return 0;
}

void __wrap_call_once(once_flag *flag, void (*function)(void));
void __wrap_call_once(once_flag *flag, void (*function)(void))
{
    if (explored()) {
        run_once(flag, function, "call_once", HERE);
    } else {
        __real_call_once(flag, function);
    }
}

int __wrap_pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int __wrap_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    if (!explored()) {
        return __real_pthread_key_create(key, destructor);
    }
    hidden_update(&keys_made, HERE);
    if (key_execution != engine.execution) {
        key_execution = engine.execution;
        key_count = 0;
    }
    if (key_count == KEYS) {
        return EAGAIN;
    }
    destructors[key_count] = destructor;
    world_touch((uintptr_t)key, sizeof *key);
    *key = (pthread_key_t)key_count++;
    return 0;
}

int __wrap_pthread_key_delete(pthread_key_t key);
int __wrap_pthread_key_delete(pthread_key_t key)
{
    if (!explored() || key_execution != engine.execution) {
        return __real_pthread_key_delete(key);
    }
    engine_event();
    if (key < KEYS) {
        destructors[key] = NULL;
    }
    return key < (pthread_key_t)key_count ? 0 : EINVAL;
}

/* Keys made before the exploration began are the C library's. */
void *__wrap_pthread_getspecific(pthread_key_t key);
void *__wrap_pthread_getspecific(pthread_key_t key)
{
    if (!explored() || key_execution != engine.execution || key >= KEYS) {
        return __real_pthread_getspecific(key);
    }
    return (void *)self->keys[key];
}

int __wrap_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value)
{
    if (!explored() || key_execution != engine.execution || key >= KEYS) {
        return __real_pthread_setspecific(key, value);
    }
    self->has_keys = true;
    self->keys[key] = value;
    return 0;
}
