/*
 * commanded.c - see commanded.h.
 *
 * Theory of operation. Every access but to a thread's own stack is a step. An execution stops in
 * choose(), where the engine wants to know who goes on: there it is told how things stand, and
 * commands are read. To go back is another execution, which is led to its place by a schedule, as
 * a replay is; so nothing need be kept from one execution to the next.
 */
#include "search/commanded.h"

#include "core/caller.h"
#include "core/deadline.h"
#include "core/frames.h"
#include "core/names.h"
#include "core/path.h"
#include "core/strategy.h"
#include "engine/cells.h"
#include "engine/deadlock.h"
#include "engine/operations.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/schedule.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "search/search.h"
#include "world/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE = 1 << 20,    /* the longest command */
    MOST_LEARNED = 20, /* executions before the first command */
    MOST_FRAMES = 24,  /* of a stack that is told */
    STEP_SECONDS = 10, /* for one command */
};

ssize_t __real_read(int, void *, size_t);

/* What the command at hand wants of the execution. */
enum wish { LEARN, STAND, RUN };

STATE static char line[LINE] = {0};
STATE static size_t line_used = 0; /* bytes that were read; the command ends at the first newline */
STATE static size_t line_taken = 0;
STATE static enum wish wish = LEARN;
STATE static int wanted_choice = 0; /* of the next thing to choose in this step */
STATE static int choices = 1, chosen = 0;
STATE static bool misfit = false;

/* -- commands -- */

/* The next command, without its newline, in line. False: there are no more. */
static bool read_command(void)
{
    memmove(line, line + line_taken, line_used - line_taken);
    line_used -= line_taken;
    line_taken = 0;
    char *end;
    while ((end = memchr(line, '\n', line_used)) == NULL) {
        const ssize_t got =
            line_used < LINE - 1
                ? __real_read(engine.options.commands, line + line_used, LINE - 1 - line_used)
                : 0;
        if (got <= 0) {
            return false;
        }
        line_used += (size_t)got;
    }
    *end = '\0';
    line_taken = (size_t)(end - line) + 1;
    return true;
}

/* The command is done once more: by another execution. */
static void keep_command(void)
{
    line[line_taken - 1] = '\n';
    line_taken = 0;
}

/* Behind the command's word, if it is that one; else NULL. */
static const char *behind(const char *word)
{
    const size_t length = strlen(word);
    const bool is_it =
        strncmp(line, word, length) == 0 && (line[length] == ' ' || line[length] == '\0');
    return is_it ? line + length + (line[length] == ' ') : NULL;
}

/* -- what is told -- */

/* The schedule up to where the running thread is, before what it has announced. */
static char *schedule_here(void)
{
    struct stop stop = {.segments = engine.segment_count, .thread = -1};
    const bool is_pending = self != NULL && self->state == ALIVE && self->next.kind != STEP_HANG;
    const uint64_t since = engine.events - engine.segment_start - (is_pending ? 1 : 0);
    if (self != NULL && (since > 0 || engine.segment_count == 0)) {
        stop.thread = self->id;
        stop.events_since = since;
    }
    return engine_schedule(&stop);
}

/* With the full stop that says that this isn't the end, be its last segment whole or not. */
static void tell_schedule(char *schedule, bool is_end)
{
    if (schedule == NULL) {
        abort();
    }
    const size_t length = strlen(schedule);
    const bool stops = length > 0 && schedule[length - 1] == '.';
    record_tell(",\"schedule\":");
    if (!stops && !is_end) {
        char *whole = __real_malloc(length + 2);
        if (whole == NULL) {
            abort();
        }
        snprintf(whole, length + 2, "%s.", schedule);
        record_tell_text(whole);
        __real_free(whole);
    } else {
        record_tell_text(schedule);
    }
    __real_free(schedule);
}

static void tell_step(int thread)
{
    const int last = engine.last;
    const bool preempts = last >= 0 && last != thread && engine.threads[last].state == ALIVE &&
                          engine.threads[last].next.kind != STEP_NONE &&
                          step_possible(&engine.threads[last]);
    record_tell("{\"step\":true,\"thread\":\"%s\",\"n\":%ld,\"preempts\":%s", thread_name(thread),
                record_flush() + 1, preempts ? "true" : "false");
    tell_schedule(schedule_here(), false);
    record_tell("}\n");
}

/* Of a step on the way of a replay. Who waits for a thread goes on by itself when that has ended.
 */
static void step_of_replay(void)
{
    if (self->next.kind == STEP_JOIN && self->rousable == 0) {
        return;
    }
    tell_step(self->id);
    engine.last = self->id;
}

/* The memory at a place that steps meet at. False: it is no memory. */
static bool find_memory(const struct place *place, uintptr_t *start, size_t *size)
{
    for (size_t i = 0; i <= slot_mask; i++) {
        const struct cell *cell = slots[i].cell;
        for (const struct span *span = cell != NULL ? &cell->span : NULL; span != NULL;
             span = span->next) {
            if (&span->place == place && span->bytes != 0) {
                const int first = __builtin_ctz(span->bytes);
                *start = cell->start + (uintptr_t)first;
                *size = (size_t)__builtin_popcount(span->bytes);
                return true;
            }
        }
    }
    return false;
}

static const char *words_of(const struct step *step)
{
    static const char *const words[] = {
        [STEP_NONE] = "goes on",
        [STEP_READ] = "read",
        [STEP_WRITE] = "write",
        [STEP_ATOMIC] = "atomic update",
        [STEP_START] = "start",
        [STEP_JOIN] = "join",
        [STEP_LOCK] = "lock",
        [STEP_TRY] = "try",
        [STEP_TIMED_LOCK] = "timed lock",
        [STEP_UNLOCK] = "unlock",
        [STEP_WAIT] = "wait",
        [STEP_WOKEN] = "wake",
        [STEP_SIGNAL] = "signal",
        [STEP_SHARED_LOCK] = "shared lock",
        [STEP_EXCLUSIVE_LOCK] = "exclusive lock",
        [STEP_ARRIVE] = "arrive",
        [STEP_LEAVE] = "leave",
        [STEP_TAKE] = "take",
        [STEP_GIVE] = "give",
        [STEP_ONCE] = "once",
        [STEP_INITIALISE] = "initialise",
        [STEP_DESTROY] = "destroy",
        [STEP_SYSTEM] = "system",
        [STEP_SEND] = "send",
        [STEP_DELIVER] = "deliver",
        [STEP_TURN] = "computes",
        [STEP_HANG] = "hang",
        [STEP_END] = "end",
    };
    if (step->kind == STEP_ATOMIC && !step->writes) {
        return "atomic read";
    }
    if (step->kind == STEP_ATOMIC && step->blind) {
        return "atomic write";
    }
    return words[step->kind];
}

static const struct object *object_of(const struct step *step)
{
    if (step->object != NULL || step->places == 0 || step->kind <= STEP_ATOMIC) {
        return step->object;
    }
    const struct object *object;
    for (size_t at = 0; (object = objects_next(&at)) != NULL;) {
        if (&object->place == step->place[0]) {
            return object;
        }
    }
    return NULL;
}

static void tell_value(uintptr_t start, size_t size)
{
    uint64_t value = 0;
    if (world_has(start & ~(uintptr_t)7) && world_has((start + size - 1) & ~(uintptr_t)7)) {
        __real_memcpy(&value, (const void *)start, size < sizeof value ? size : sizeof value);
    }
    record_tell("%ld", (long)value);
}

static void tell_next(const struct thread *thread)
{
    const struct step *step = &thread->next;
    uintptr_t start;
    size_t size;
    const bool fails = engine.ended && step->kind == STEP_NONE && engine.failed_at[0] != NULL &&
                       thread->id == engine.current;
    record_tell(",\"next\":{\"thread\":\"%s\",\"do\":\"%s\",\"pc\":%lu,\"stack\":[",
                thread_name(thread->id), fails ? "fails" : words_of(step),
                (unsigned long)(uintptr_t)(fails ? engine.failed_at[0] : step->pc));
    const int depth = thread->depth < MOST_CALLS ? thread->depth : MOST_CALLS;
    for (int i = depth - 1; i > 0 && i >= depth - MOST_FRAMES; i--) {
        record_tell("%s%lu", i == depth - 1 ? "" : ",", (unsigned long)(uintptr_t)thread->calls[i]);
    }
    record_tell("]");
    const struct object *object = object_of(step);
    if (object != NULL) {
        record_tell(",\"object\":%lu", (unsigned long)object->address);
        record_tell_place(object->address);
    } else if (step->kind >= STEP_READ && step->kind <= STEP_ATOMIC &&
               find_memory(step->place[0], &start, &size)) {
        record_tell(",\"address\":%lu,\"size\":%zu,\"before\":", (unsigned long)start, size);
        tell_value(start, size);
        record_tell_place(start);
    }
    if (operations_inside(thread->id) != 0) {
        record_tell(",\"inside\":%ld", operations_inside(thread->id));
    }
    if (step->kind == STEP_JOIN && thread->waits_for >= 0) {
        record_tell(",\"note\":\"%s\"", thread_name(thread->waits_for));
    }
    record_tell("}");
}

static const char *state_of(const struct thread *thread, bool can_go)
{
    const bool loops = thread->spin.parked || thread->next.kind == STEP_HANG;
    return thread->state != ALIVE ? "ended" : can_go ? "can" : loops ? "loops" : "waits";
}

static void tell_thread(struct thread *thread)
{
    int by = -1;
    const bool can_go = thread->state == ALIVE &&
                        (engine.ended ? step_possible(thread) : has(engine.enabled, thread->id));
    const char *waits = thread->state == ALIVE && !can_go ? deadlock_waits_for(thread, &by) : NULL;
    const char *state = engine.ended && can_go ? "stopped" : state_of(thread, can_go);
    record_tell("{\"thread\":\"%s\",\"state\":\"%s\",\"waits\":", thread_name(thread->id), state);
    if (waits != NULL) {
        record_tell_text(waits);
    } else {
        record_tell("null");
    }
    record_tell(by >= 0 ? ",\"for\":\"%s\"" : ",\"for\":null", by >= 0 ? thread_name(by) : "");
    if (thread->state == ALIVE) {
        tell_next(thread);
    }
    record_tell("}");
}

static void tell_objects(void)
{
    const char *separator = "";
    const struct object *object;
    for (size_t at = 0; (object = objects_next(&at)) != NULL;) {
        record_tell("%s{\"type\":\"%s\",\"object\":%lu,\"owner\":", separator,
                    object_type_name(object->type), (unsigned long)object->address);
        record_tell(object->owner >= 0 ? "\"%s\"" : "null",
                    object->owner >= 0 ? thread_name(object->owner) : "");
        int waiting = 0;
        for (int i = 0; i < engine.count; i++) {
            const struct thread *thread = &engine.threads[i];
            waiting += thread->state == ALIVE && thread->next.object == object &&
                       !step_possible(&engine.threads[i]);
        }
        record_tell(",\"value\":%ld,\"readers\":%d,\"waiting\":%d}", object->value,
                    object->type == OBJECT_RWLOCK ? count_of(object->readers) : 0, waiting);
        separator = ",";
    }
}

static void tell_found(void)
{
    char sentence[sizeof engine.message[0]];
    const char *separator = "";
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        if ((engine.failures & 1u << i) == 0) {
            continue;
        }
        const bool is_race = i == INTERLEAVE_DATA_RACE;
        const void *const *pc = is_race ? engine.race.pc : engine.failed_at;
        record_tell("%s{\"failure\":\"%s\",\"message\":", separator,
                    interleave_failure_name((enum interleave_failure)i));
        record_tell_text(engine_sentence((enum interleave_failure)i, sentence, sizeof sentence));
        record_tell(",\"pc\":[%lu,%lu],\"address\":%lu}", (unsigned long)(uintptr_t)pc[0],
                    (unsigned long)(uintptr_t)pc[1],
                    (unsigned long)(uintptr_t)(is_race ? engine.race.address : NULL));
        separator = ",";
    }
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

static void tell_stand(void)
{
    const long n = record_flush();
    const unsigned long base = caller_base();
    record_tell("{\"stands\":true,\"n\":%ld,\"ended\":%s,\"cut\":%s,\"again\":%s,\"misfit\":%s,"
                "\"choices\":%d,\"chosen\":%d",
                n, truth(engine.ended), truth(engine.cut), truth(engine.again), truth(misfit),
                choices, chosen);
    if (engine.ended) {
        tell_schedule(
            engine_schedule(&(struct stop){.segments = engine.segment_count, .thread = -1}),
            !engine.cut);
    } else {
        tell_schedule(schedule_here(), false);
    }
    record_tell(",\"base\":%lu,\"has_outcome\":%s,\"outcome\":%ld,\"expected\":%ld,\"found\":[",
                base, truth(engine.has_outcome), engine.has_outcome ? engine.outcome : 0,
                engine.has_expected               ? engine.stated_expected
                : engine.options.expected != NULL ? *engine.options.expected
                                                  : 0);
    tell_found();
    record_tell("],\"threads\":[");
    for (int i = 0; i < engine.count; i++) {
        record_tell("%s", i > 0 ? "," : "");
        tell_thread(&engine.threads[i]);
    }
    record_tell("],\"objects\":[");
    tell_objects();
    record_tell("]}\n");
    record_flush();
}

static void tell_refused(void)
{
    record_flush();
    record_tell("{\"refused\":");
    record_tell_text(engine.refused);
    record_tell(",\"instead\":");
    record_tell_text(engine.instead != NULL ? engine.instead : "");
    record_tell("}\n");
    record_flush();
}

/* Of numbers that come in pairs, to the line's end. */
static void tell_memory(const char *wanted)
{
    char *end;
    const char *separator = "";
    record_flush();
    record_tell("{\"memory\":[");
    for (;; wanted = end) {
        const uintptr_t start = strtoul(wanted, &end, 10);
        if (end == wanted) {
            break;
        }
        const size_t size = strtoul(end, &end, 10);
        record_tell("%s", separator);
        if (size > 0 && world_has(start & ~(uintptr_t)7) &&
            world_has((start + size - 1) & ~(uintptr_t)7)) {
            tell_value(start, size);
        } else {
            record_tell("null");
        }
        separator = ",";
    }
    record_tell("]}\n");
    record_flush();
}

/* -- the strategy -- */

/* Who goes on, of a command; -1: nobody does, as the command wants another execution. */
static int thread_of_command(void)
{
    const char *arguments = behind("go");
    char *end;
    if (arguments == NULL) {
        return -1;
    }
    const long thread = strtol(arguments, &end, 10);
    wanted_choice = (int)strtol(end, NULL, 10);
    return thread >= 0 && thread < engine.count && has(engine.enabled, (int)thread) ? (int)thread
                                                                                    : -2;
}

static int choose(void)
{
    if (wish != STAND) {
        return engine.favoured >= 0 ? engine.favoured : lowest(engine.enabled);
    }
    tell_stand();
    for (;;) {
        if (!read_command()) {
            _exit(0);
        }
        deadline_set(deadline_now() + STEP_SECONDS);
        choices = 1;
        chosen = 0;
        if (behind("peek") != NULL) {
            tell_memory(behind("peek"));
            continue;
        }
        const int thread = thread_of_command();
        if (thread >= 0) {
            tell_step(thread);
            return thread;
        }
        if (thread == -1) {
            keep_command();
            engine.cut = true;
            engine_end();
        }
        tell_stand(); /* that thread can't go on */
    }
}

static int choose_number(int count)
{
    const int wanted = wanted_choice;
    wanted_choice = 0;
    if (choices == 1) {
        choices = count;
        chosen = wanted < count ? wanted : 0;
        return chosen;
    }
    return 0;
}

static void begin(void)
{
    path.length = path.kept = 0;
}

static bool next(void)
{
    return true;
}

static const struct strategy commanded_strategy = {.name = "step",
                                                   .is_asked = true,
                                                   .begin = begin,
                                                   .choose = choose,
                                                   .choose_number = choose_number,
                                                   .choose_store = choose_number,
                                                   .next = next};

/* -- executions -- */

/* Whether signals come, orders count, …: what executions without any choice show. */
static void learn(void)
{
    const int trace = engine.options.trace;
    wish = LEARN;
    engine.options.trace = -1;
    for (int i = 0; i < MOST_LEARNED; i++) {
        engine.again = false;
        deadline_set(deadline_now() + STEP_SECONDS);
        engine_run();
        if (!engine.again || engine.refused != NULL) {
            break;
        }
    }
    engine.again = false;
    engine.options.trace = trace;
}

/* An execution, along the schedule (NULL: none), which ends or is ended by another command. */
static void execute(const struct schedule *schedule, enum wish wanted)
{
    wish = wanted;
    engine.again = misfit = false;
    choices = 1;
    chosen = wanted_choice = 0;
    engine.replaying = false;
    deadline_set(deadline_now() + STEP_SECONDS);
    record_begin();
    if (schedule != NULL) {
        schedule_lead(schedule, wanted == RUN ? step_of_replay : NULL);
        engine.interrupts_wanted |= schedule->interrupts;
        engine.weak_wanted = engine.weak_wanted || schedule_has_orders(schedule);
        engine.replay.leads = wanted == STAND;
        engine.replay.stops = wanted == RUN && schedule->stops;
        engine.replay.tried = true;
    }
    engine_run();
    misfit = schedule != NULL && engine.replay.misfit;
    engine.replaying = false;
    const bool goes_on = line_taken == 0 && line_used > 0; /* a command cut it */
    if (engine.refused != NULL) {
        tell_refused();
    } else if (!goes_on) {
        tell_stand();
    }
    record_end();
}

/* Of the command that is in line. */
static void obey(void)
{
    const char *text;
    struct schedule schedule;
    if (behind("peek") != NULL) {
        tell_memory(behind("peek"));
        return;
    }
    if (behind("start") != NULL) {
        execute(NULL, STAND);
        return;
    }
    const bool runs = behind("run") != NULL;
    text = runs ? behind("run") : behind("at");
    if (text == NULL || !schedule_read(text, &schedule)) {
        misfit = true;
        tell_stand();
        return;
    }
    execute(&schedule, runs ? RUN : STAND);
    schedule_release(&schedule);
}

void commanded_serve(void)
{
    engine.strategy = (struct strategy *)&commanded_strategy;
    engine.sections = engine.stores_commute = engine.skips_turns = false;
    engine.all_visible = true;
    learn();
    if (engine.refused != NULL) {
        tell_refused();
        return;
    }
    while (read_command()) {
        obey();
    }
}
