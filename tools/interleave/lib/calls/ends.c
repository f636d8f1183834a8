/*
 * ends.c - how a program ends: exit, quick_exit, abort, a failed assertion, and what was registered
 * to be called then. What the other threads may still do before it is process_end's.
 */
#include "calls/hidden.h"
#include "calls/leaving.h"
#include "calls/signals.h"
#include "engine/record.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "world/world.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HERE __builtin_return_address(0)

_Noreturn void __real_exit(int);
_Noreturn void __real__exit(int);
_Noreturn void __real_quick_exit(int);
_Noreturn void __real_abort(void);
_Noreturn void __real___assert_fail(const char *, const char *, unsigned, const char *);
int __real_atexit(void (*)(void));
int __real_at_quick_exit(void (*)(void));

/* -- what is registered to be called at the end, in an execution -- */

enum { MOST_HANDLERS = 32 }; /* ATEXIT_MAX */

struct handlers {
    void (*called[MOST_HANDLERS])(void);
    int count;
    bool some;          /* were registered, also if they have been called since */
    uint32_t execution; /* in which the rest holds */
};
STATE static struct handlers usual = {.count = 0};
STATE static struct handlers quick = {.count = 0};
static uint64_t handlers_given = 0; /* stands for all of that */

static int add_handler(struct handlers *handlers, void (*handler)(void), const void *pc)
{
    hidden_update(&handlers_given, pc);
    if (handlers->execution != engine.execution) {
        handlers->execution = engine.execution;
        handlers->count = 0;
        handlers->some = false;
    }
    if (handlers->count == MOST_HANDLERS) {
        return ENOMEM;
    }
    handlers->called[handlers->count++] = handler;
    handlers->some = true;
    return 0;
}

/* Takes the last one; NULL: none is left. Each is called once, by the thread that is first here. */
static void (*take_handler(struct handlers *handlers, const void *pc))(void)
{
    if (handlers->execution != engine.execution || !handlers->some) {
        return NULL;
    }
    hidden_update(&handlers_given, pc);
    return handlers->count > 0 ? handlers->called[--handlers->count] : NULL;
}

/* The last one first; those that they register themselves, too. */
static void call_handlers(struct handlers *handlers, const void *pc)
{
    void (*handler)(void);
    while ((handler = take_handler(handlers, pc)) != NULL) {
        handler();
    }
}

int __wrap_atexit(void (*handler)(void));
int __wrap_atexit(void (*handler)(void))
{
    return explored() ? add_handler(&usual, handler, HERE) : __real_atexit(handler);
}

int __wrap_at_quick_exit(void (*handler)(void));
int __wrap_at_quick_exit(void (*handler)(void))
{
    return explored() ? add_handler(&quick, handler, HERE) : __real_at_quick_exit(handler);
}

void library_at_exit(void)
{
    call_handlers(&usual, HERE);
}

/* -- the end -- */

_Noreturn void __wrap_exit(int status);
_Noreturn void __wrap_exit(int status)
{
    if (!explored_reversibly()) {
        __real_exit(status);
    }
    signals_call("exit");
    library_at_exit();
    process_end(status, HERE);
}

_Noreturn void __wrap_quick_exit(int status);
_Noreturn void __wrap_quick_exit(int status)
{
    if (!explored()) {
        __real_quick_exit(status);
    }
    call_handlers(&quick, HERE);
    process_end(status, HERE);
}

_Noreturn void __wrap__exit(int status);
_Noreturn void __wrap__exit(int status)
{
    if (!explored_reversibly()) {
        __real__exit(status);
    }
    process_end(status, HERE);
}

_Noreturn void __wrap__Exit(int status);
_Noreturn void __wrap__Exit(int status)
{
    __wrap__exit(status);
}

_Noreturn void __wrap_abort(void);
_Noreturn void __wrap_abort(void)
{
    if (!explored_reversibly()) {
        __real_abort();
    }
    engine_event();
    engine_fail(INTERLEAVE_ASSERTION, "Thread %s calls abort.", thread_name(self->id));
}

_Noreturn void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                                    const char *function);
_Noreturn void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                                    const char *function)
{
    if (!explored_reversibly()) {
        __real___assert_fail(condition, file, line, function);
    }
    engine_event();
    engine_fail(INTERLEAVE_ASSERTION, "%s:%u: thread %s: assertion failed: %s", file, line,
                thread_name(self->id), condition);
}

void interleave_assertion_failed(const char *condition, const char *file, int line)
{
    __wrap___assert_fail(condition, file, (unsigned)line, "");
}

/* Where the process is at its end, that may have come first. */
void interleave_outcome(long actual, long expected)
{
    if (!explored_reversibly() || (engine.ending && engine_choose(2) == 0)) {
        return;
    }
    engine.has_outcome = engine.has_expected = true;
    engine.outcome = actual;
    engine.stated_expected = expected;
    if (engine.ending) {
        outcome_judge();
    }
}
