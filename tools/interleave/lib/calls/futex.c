/*
 * futex.c - the system calls that programs make by themselves: futex(2), to wait and to wake; what
 * else syscall is called for ends the claim of proof.
 *
 * To wait is to look at the word and to queue up, in one step, which reads the word. To wake counts
 * as writing it, so that it depends on that. Nothing happens before anything by it: that is for the
 * atomic operations on the word. Who is woken, of several, is a choice.
 */
#include "calls/cancel.h"
#include "calls/signals.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define HERE __builtin_return_address(0)

long __real_syscall(long, ...);

/* The word that each thread waits at; NULL: at none. */
STATE static struct {
    uint32_t execution;
    const uint32_t *word;
} queue[MAX_THREADS] = {{0, NULL}};

static bool waits_at(const struct thread *thread, const uint32_t *word)
{
    return queue[thread->id].execution == engine.execution && queue[thread->id].word == word &&
           thread->state == ALIVE;
}

static bool is_woken(const struct thread *thread)
{
    return queue[thread->id].word == NULL;
}

static long wait(const uint32_t *word, uint32_t value, const struct timespec *time, const void *pc)
{
    struct thread *me = self;
    const bool timed = time != NULL;
    reads(time, sizeof *time, pc);
    spin_asks_more(true);
    memory_atomic((uintptr_t)word, sizeof *word, ATOMIC_READ, pc);
    spin_asks_more(false);
    if (*(const volatile uint32_t *)word != value) {
        record_note("FUTEX_WAIT", word, "has another value", pc);
        errno = EAGAIN;
        return -1;
    }
    record_call("FUTEX_WAIT", word, pc);
    queue[me->id].execution = engine.execution;
    queue[me->id].word = word;
    me->ready = is_woken;
    me->awaits = "a futex to be woken";
    me->timed = timed;
    spin_end();
    const struct step step = {.kind = STEP_SYSTEM, .pc = pc};
    const enum interruption interruption = signals_wait(&step, timed ? ENDS_BY_HANDLER : RESTARTS);
    const bool woken = is_woken(me);
    if (timed && interruption != INTERRUPTED) {
        timeouts_count(me, !woken);
    }
    me->timed = me->timed_out = false;
    queue[me->id].word = NULL;
    if (!woken) {
        errno = interruption == INTERRUPTED ? EINTR : ETIMEDOUT;
        return -1;
    }
    return 0;
}

static void wake_one(struct thread *thread)
{
    queue[thread->id].word = NULL;
    thread->timed = false;
    thread->depends = clock_joined(thread->depends, self->depends);
    engine.altered |= only(thread->id);
    if (step_possible(thread)) {
        engine.enabled |= only(thread->id);
    }
}

static long wake(const uint32_t *word, uint32_t most, const void *pc)
{
    thread_set waiting = 0;
    uint32_t woken = 0;
    spin_end();
    spin_asks_more(true);
    memory_atomic((uintptr_t)word, sizeof *word, ATOMIC_UPDATE, pc);
    spin_asks_more(false);
    record_call("FUTEX_WAKE", word, pc);
    for (int i = 0; i < engine.count; i++) {
        waiting |= waits_at(&engine.threads[i], word) ? only(i) : 0;
    }
    for (; waiting != 0 && woken < most; woken++) {
        int which = most < (uint32_t)count_of(waiting) ? engine_choose(count_of(waiting)) : 0;
        for_each_thread(id, waiting)
        {
            if (which-- == 0) {
                wake_one(&engine.threads[id]);
                waiting &= ~only(id);
                break;
            }
        }
    }
    return woken;
}

static long futex(const uint32_t *word, int operation, uint32_t value, const struct timespec *time,
                  uint32_t bits, const void *pc)
{
    switch (operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)) {
    case FUTEX_WAIT_BITSET:
        if (bits != FUTEX_BITSET_MATCH_ANY) {
            break;
        }
        return wait(word, value, time, pc);
    case FUTEX_WAIT:
        return wait(word, value, time, pc);
    case FUTEX_WAKE_BITSET:
        if (bits != FUTEX_BITSET_MATCH_ANY) {
            break;
        }
        return wake(word, value, pc);
    case FUTEX_WAKE:
        return wake(word, value, pc);
    default:
        break;
    }
    engine_refuse_for("syscall(SYS_futex) with that operation",
                      "FUTEX_WAIT and FUTEX_WAKE, or a condition variable");
}

long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
    enum { MOST_ARGUMENTS = 6 };
    long argument[MOST_ARGUMENTS];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
        argument[i] = va_arg(arguments, long);
    }
    va_end(arguments);
    if (explored() && number == SYS_futex) {
        return futex((const uint32_t *)argument[0], (int)argument[1], (uint32_t)argument[2],
                     (const struct timespec *)argument[3], (uint32_t)argument[5], HERE);
    }
    if (explored() && number == SYS_gettid) {
        engine_event();
        return getpid() + self->id;
    }
    if (explored()) {
        engine_event();
        record_call("syscall", NULL, HERE);
        engine_uncontrolled("syscall");
    }
    return __real_syscall(number, argument[0], argument[1], argument[2], argument[3], argument[4],
                          argument[5]);
}
