/* ending.c - how an execution ends, and what is noted of its failures; see engine.h. */
#include "core/caller.h"
#include "core/deadline.h"
#include "core/names.h"
#include "engine/engine.h"
#include "engine/inside.h"
#include "engine/record.h"

#include <stdarg.h>
#include <stdio.h>

void engine_end(void)
{
    engine.ended = true;
    add_segment(self->id, engine.events - engine.segment_start);
    fiber_switch(&self->fiber, &engine.explorer);
    __builtin_unreachable();
}

enum { QUIET_FOR_LONG = 16 }; /* turns without a step, QUIET_TURN accesses each */

void engine_cut(void)
{
    engine.cut = true;
    engine.out_of_time = deadline_is_past();
    engine.too_long = !engine.out_of_time;
    engine.cut_at = caller_place();
    engine.cut_by = self->id;
    engine.cut_function = self->id != 0 ? self->function : NULL;
    engine.cut_quietly = self->spin.quiet_turns >= QUIET_FOR_LONG;
    engine_end();
}

struct stop engine_stop_before_step(void)
{
    add_segment(self->id, engine.events - engine.segment_start - 1);
    engine.segment_start = engine.events - 1;
    return (struct stop){.segments = engine.segment_count,
                         .thread = -1,
                         .events = engine.events,
                         .preemptions = engine.preemptions,
                         .stale = engine.stale,
                         .endless = true};
}

static struct stop here(void)
{
    return (struct stop){.segments = engine.segment_count,
                         .thread = self != NULL ? self->id : 0,
                         .events_since = engine.events - engine.segment_start,
                         .events = engine.events,
                         .preemptions = engine.preemptions,
                         .stale = engine.stale};
}

void engine_failed(enum interleave_failure failure)
{
    if ((engine.failures & 1u << failure) == 0) {
        engine.failures |= 1u << failure;
        engine.stop[failure] = here();
    }
}

struct stop engine_stop(enum interleave_failure failure)
{
    return engine.cut ? engine.stop[failure]
                      : (struct stop){.segments = engine.segment_count,
                                      .thread = -1,
                                      .events = engine.events,
                                      .preemptions = engine.preemptions,
                                      .stale = engine.stale};
}

void engine_note(enum interleave_failure failure, const char *format, ...)
{
    if ((engine.failures & 1u << failure) == 0) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(engine.message[failure], sizeof engine.message[failure], format, arguments);
        va_end(arguments);
    }
    engine_failed(failure);
    if (failure == INTERLEAVE_MUTEX_MISUSE || failure == INTERLEAVE_DEADLOCK) {
        engine.failed_at[0] = caller_place();
        record_note("fails", NULL, NULL, engine.failed_at[0]);
    }
}

/* Where the program is, if that is not known already; a deadlock is in many places. */
static void tell_place(enum interleave_failure failure)
{
    if (failure == INTERLEAVE_DEADLOCK || failure == INTERLEAVE_LOST_WAKEUP || engine.parked != 0) {
        return;
    }
    if (engine.failed_at[0] == NULL) {
        engine.failed_at[0] = caller_place();
    }
    record_note("fails", NULL, NULL, engine.failed_at[0]);
}

void engine_fail(enum interleave_failure failure, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(engine.message[failure], sizeof engine.message[failure], format, arguments);
    va_end(arguments);
    engine_failed(failure);
    tell_place(failure);
    engine_end();
}

void engine_refuse_for(const char *what, const char *instead)
{
    engine.refused = what;
    engine.instead = instead;
    engine.uncontrolled_at = caller_place();
    engine.cut = true;
    engine_end();
}

void engine_refuse(const char *what)
{
    engine_refuse_for(what, NULL);
}

void engine_note_leak(int thread, const char *what)
{
    if (engine.options.leaks == INTERLEAVE_LEAKS_IGNORE) {
        return;
    }
    engine_note(INTERLEAVE_THREAD_LEAK, "Thread %s %s.", thread_name(thread), what);
    if (engine.options.leaks == INTERLEAVE_LEAKS_WARN) {
        engine.leaked = true;
        engine.failures &= ~(1u << INTERLEAVE_THREAD_LEAK);
    }
}

long engine_expected_outcome(void)
{
    return engine.has_expected ? engine.stated_expected : *engine.options.expected;
}

/* Those that come in most executions get their words only when these are asked for. */
const char *engine_sentence(enum interleave_failure failure, char *text, size_t size)
{
    if (failure == INTERLEAVE_DATA_RACE) {
        snprintf(text, size,
                 "Data race: %s's %s and %s's %s of the same memory, and neither happens before "
                 "the other.",
                 thread_name(engine.race.thread[0]),
                 engine.race.allocates   ? "allocation"
                 : engine.race.writes[0] ? "write"
                                         : "read",
                 thread_name(engine.race.thread[1]), engine.race.writes[1] ? "write" : "read");
    } else if (failure == INTERLEAVE_WRONG_RESULT && engine.options.outcome_wanted &&
               !engine.has_expected) {
        snprintf(text, size, "The program ended before it had a result.");
    } else if (failure == INTERLEAVE_WRONG_RESULT && engine.judges_status && !engine.has_expected) {
        snprintf(text, size, "Wrong result: exit status %ld.", engine.outcome);
    } else if (failure == INTERLEAVE_WRONG_RESULT) {
        snprintf(text, size, "Wrong result: expected %ld, got %ld.", engine_expected_outcome(),
                 engine.outcome);
    } else {
        snprintf(text, size, "%s", engine.message[failure]);
    }
    return text;
}
