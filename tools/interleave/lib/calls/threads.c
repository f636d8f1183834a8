/* threads.c - a thread begins, and leaves; once; see threads.h. */
#include "calls/threads.h"

#include "calls/leaving.h"
#include "calls/signals.h"
#include "core/strategy.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <setjmp.h>

#define HERE __builtin_return_address(0)

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
_Noreturn void __real_pthread_exit(void *);
void __real___pthread_register_cancel(__pthread_unwind_buf_t *);
void __real___pthread_unregister_cancel(__pthread_unwind_buf_t *);
_Noreturn void __real___pthread_unwind_next(__pthread_unwind_buf_t *);
int __real_pthread_once(pthread_once_t *, void (*)(void));

struct thread *thread_start(void *(*function)(void *), void *argument, bool detached,
                            size_t stack_size, const char *call)
{
    engine_event();
    spin_end();
    struct thread *thread = engine_new_thread(function, argument, detached, stack_size);
    if (thread == NULL && engine.count < MAX_THREADS) {
        engine_refuse_for(call, "a smaller stack");
    } else if (thread == NULL) {
        engine.bounded.threads = engine.crowded = true;
        engine_hang(true); /* others may still go on: the execution is cut when none can */
    }
    signals_begin_thread(thread);
    engine_start(thread, thread_begins);
    if (strategy_takes_turns()) {
        engine.strategy->starts_thread();
    }
    return thread;
}

int __wrap_pthread_create(pthread_t *handle, const pthread_attr_t *attributes,
                          void *(*function)(void *), void *argument);
int __wrap_pthread_create(pthread_t *handle, const pthread_attr_t *attributes,
                          void *(*function)(void *), void *argument)
{
    if (!explored_reversibly()) {
        return __real_pthread_create(handle, attributes, function, argument);
    }
    int state = PTHREAD_CREATE_JOINABLE;
    size_t stack_size = 0;
    reads(attributes, sizeof *attributes, HERE);
    if (attributes != NULL) {
        pthread_attr_getdetachstate(attributes, &state);
        pthread_attr_getstacksize(attributes, &stack_size);
    }
    struct thread *thread = thread_start(function, argument, state == PTHREAD_CREATE_DETACHED,
                                         stack_size, "pthread_create");
    *handle = thread->fiber.handle;
    if (engine.recording) {
        record_start("pthread_create", thread, (const void *)(uintptr_t)function, HERE);
    }
    memory_leave((uintptr_t)handle, sizeof *handle, HERE);
    return 0;
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
    thread_finish(me->result);
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
    if (!explored_reversibly()) {
        __real_pthread_exit(result);
    }
    thread_exit(result);
}

_Noreturn void thread_exit(void *result)
{
    self->result = result;
    if (self->receiver >= 0) {
        engine_refuse_for("pthread_exit in a signal handler", "a flag that the handler sets");
    }
    leave(self);
}

void thread_once(const void *once, void (*function)(void), const char *call, const void *pc)
{
    enum { DONE = 2 /* as glibc has it, too, for what was done before the exploration */ };
    struct object *object = object_at(once, OBJECT_ONCE, call, pc);
    if (*(const int *)once == DONE) {
        object->value = DONE;
    }
    spin_end();
    engine_step(&(struct step){.kind = STEP_ONCE,
                               .writes = true,
                               .places = 1,
                               .place = {&object->place},
                               .object = object,
                               .pc = pc});
    life_use(object, pc);
    record_call(call, once, pc);
    if (object->value == 0) {
        object->value = 1;
        engine_reconsider(object);
        function();
        object->value = DONE;
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
    if (!explored_reversibly()) {
        return __real_pthread_once(once, function);
    }
    thread_once(once, function, "pthread_once", HERE);
    return 0;
}
