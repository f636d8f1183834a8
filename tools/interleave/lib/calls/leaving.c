/* leaving.c - how threads begin, and how they and the process come to their ends; see leaving.h. */
#include "calls/leaving.h"

#include "calls/signals.h"
#include "calls/threads.h"
#include "core/names.h"
#include "engine/engine.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "memory/life.h"
#include "memory/memory.h"
#include "memory/visits.h"

#include <errno.h>
#include <stdio.h>

void outcome_judge(void)
{
    const bool judged = engine.has_expected || engine.options.expected != NULL;
    if (judged && !engine.has_expected && engine.stores_commute) {
        memory_observe(engine.options.expected, sizeof *engine.options.expected);
    }
    if ((engine.options.outcome_wanted && !engine.has_expected) ||
        (judged && engine.outcome != engine_expected_outcome())) {
        engine_failed(INTERLEAVE_WRONG_RESULT);
    }
}

/* The running thread ends: what was sent to it may come before that. */
static void end_after_signals(const void *pc)
{
    if (engine.interruptible) {
        engine_step(&(struct step){.kind = STEP_END, .pc = pc});
    }
}

/* The process ends with that status, unless another end that has come up before is the first. */
static void take_status(long status)
{
    const bool fails = (engine.failures & 1u << INTERLEAVE_WRONG_RESULT) != 0;
    if (engine.ending && (fails || engine_choose(2) == 0)) {
        return;
    }
    if (!engine.has_expected) {
        engine.outcome = status;
        engine.has_outcome = true;
    }
    outcome_judge();
}

static void tell_end(long status, const void *pc)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", status);
    record_note("exit", NULL, text, pc);
}

void process_end(long status, const void *pc)
{
    if (engine.each_end && engine.alive > 1 && !engine.replaying) {
        engine_step(&(struct step){.kind = STEP_END, .pc = pc});
        take_status(status);
        engine_end();
    }
    end_after_signals(pc);
    engine_event();
    if (engine.in_section) {
        sections_spoil();
    }
    if (pc != NULL) {
        tell_end(status, pc);
    }
    take_status(status);
    engine_leave_process();
}

/* The first has left by pthread_exit: the program ends as by exit(0) (POSIX.1-2017, pthread_exit).
 */
static void last_thread_ends(void)
{
    library_at_exit();
    if (!engine.has_outcome) {
        engine.outcome = 0;
        engine.has_outcome = true;
    }
    outcome_judge();
}

void thread_finish(void *result)
{
    struct thread *me = self;
    if (me->has_keys) {
        threads_leave(me);
    }
    end_after_signals(NULL);
    if (engine.alive == 1 && !engine.ending) {
        last_thread_ends();
    }
    if (engine.in_section) {
        sections_spoil();
    }
    if (me->held_count > 0) {
        objects_leave_thread(me);
    }
    thread_ends(me);
    if (!engine.ending) {
        visits_end();
    }
    life_leave_stack(me);
    if (engine.interruptible) {
        signals_end_thread(me);
    }
    engine_finish(result);
}

void thread_begins(void)
{
    struct thread *me = self;
    me->next.kind = STEP_NONE;
    errno = 0;
    thread_finish(has(engine.idles, me->id) ? NULL : me->function(me->argument));
}

static void note_unjoined(void)
{
    for (int i = 1; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (!thread->joined && !thread->detached) {
            engine_note_leak(i, "was neither joined nor detached");
            break;
        }
    }
}

/* What thread 0 runs. */
static void *run_function(void *argument)
{
    const long status = engine.function(argument);
    note_unjoined();
    process_end(status, NULL);
}

static struct thread *begin(void)
{
    struct thread *first = engine_new_thread(run_function, engine.argument, false, 0);
    signals_begin_thread(first);
    engine_start(first, thread_begins);
    return first;
}

const struct program_calls program_calls = {.begin = begin, .leave = thread_finish};
