/* schedule.c - see schedule.h. */
#include "engine/schedule.h"

#include "core/names.h"
#include "core/strategy.h"
#include "engine/cells.h"
#include "engine/endless.h"
#include "engine/engine.h"
#include "engine/record.h"
#include "world/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a schedule has them as text: of SEGMENT_NUMBER the first, and so on. */
static const char choice_marks[] = ":~+";

/* One segment or other choice, at the beginning of the text. NULL if it is none, else what comes
 * behind it. */
static const char *read_part(const char *text, struct schedule *schedule)
{
    const char *numbers = text + 1;
    const char *mark = strchr(choice_marks, *text);
    int thread = mark != NULL ? (int)(choice_marks - mark) + SEGMENT_NUMBER : 0;
    if (mark == NULL && *text != '=') {
        thread = thread_named(text, &numbers);
        if (thread < 0) {
            return NULL;
        }
    }
    char *end;
    const unsigned long count = strtoul(numbers, &end, 10);
    if (end == numbers || count > UINT32_MAX) {
        return NULL;
    }
    if (*text == '=') {
        schedule->interrupts = (int)count;
    } else if (thread == SEGMENT_NUMBER) {
        schedule->numbers[schedule->number_count++] = (uint32_t)count;
    } else {
        schedule->segments[schedule->count++] =
            (struct segment){.thread = (int16_t)thread, .count = (uint32_t)count};
    }
    return end;
}

bool schedule_read(const char *text, struct schedule *schedule)
{
    const size_t room = strlen(text) + 1;
    *schedule = (struct schedule){.segments = __real_malloc(room * sizeof *schedule->segments),
                                  .numbers = __real_malloc(room * sizeof *schedule->numbers)};
    bool is_one = schedule->segments != NULL && schedule->numbers != NULL;
    while (is_one && *text != '\0' && !schedule->stops && !schedule->endless) {
        schedule->stops = strcmp(text, ".") == 0;
        schedule->endless = strcmp(text, "@") == 0;
        if (!schedule->stops && !schedule->endless) {
            text = read_part(text, schedule);
            is_one = text != NULL;
        }
    }
    if (!is_one || schedule->count == 0 || schedule->segments[0].thread != 0) {
        schedule_release(schedule);
        return false;
    }
    return true;
}

void schedule_release(struct schedule *schedule)
{
    __real_free(schedule->segments);
    __real_free(schedule->numbers);
    *schedule = (struct schedule){0};
}

bool schedule_has_orders(const struct schedule *schedule)
{
    for (size_t i = 0; i < schedule->count; i++) {
        if (schedule->segments[i].thread == SEGMENT_STORE) {
            return true;
        }
    }
    return false;
}

/* What a search has learned about the program, and how it takes steps together, doesn't count. */
static void forget_search(void)
{
    cells_forget();
    engine.again = false;
    engine.strategy = NULL;
    engine.all_visible = engine.each_end = false;
    engine.sections = engine.stores_commute = engine.skips_turns = false;
}

static struct replay replay_of(const struct schedule *schedule)
{
    return (struct replay){.segments = schedule->segments,
                           .count = schedule->count,
                           .at = 1, /* the first segment is thread M's */
                           .numbers = schedule->numbers,
                           .number_count = schedule->number_count,
                           .left = schedule->segments[0].count};
}

void schedule_lead(const struct schedule *schedule, void (*at_step)(void))
{
    engine.replay = replay_of(schedule);
    engine.replay.leads = true;
    engine.replay.at_step = at_step;
    engine.replaying = true;
}

void schedule_replay(const struct schedule *schedule, enum replay_way way)
{
    forget_search();
    if (schedule->endless) {
        endless_forget();
    }
    engine.weak_wanted = schedule_has_orders(schedule);
    engine.interrupts_wanted = schedule->interrupts;
    engine.replay = replay_of(schedule);
    engine.replay.tolerant = way == REPLAY_TOLERANT;
    engine.replay.tried = way != REPLAY_EXACT && !schedule->endless;
    engine.replay.stops = schedule->stops;
    engine.replay.endless = schedule->endless;
    engine.replaying = true;
    engine_run();
    engine.replaying = false;
}

void schedule_trace(const struct schedule *schedule)
{
    record_begin();
    schedule_replay(schedule, REPLAY_EXACT);
    record_end();
}

char *engine_schedule(const struct stop *stop)
{
    char *text = __real_malloc((stop->segments + 1) * 20 + 9);
    if (text == NULL) {
        return NULL;
    }
    char *at = text;
    *at = '\0';
    for (size_t i = 0; i < stop->segments; i++) {
        const struct segment *segment = &engine.segments[i];
        if (segment->thread < 0) {
            at += sprintf(at, "%c%u", choice_marks[-1 - segment->thread], segment->count);
        } else {
            at += sprintf(at, "%s%u", thread_name(segment->thread), segment->count);
        }
    }
    if (stop->thread >= 0) {
        at += sprintf(at, "%s%u", thread_name(stop->thread), (unsigned)stop->events_since);
    }
    if (engine.interrupts_wanted != 0) {
        at += sprintf(at, "=%d", engine.interrupts_wanted);
    }
    if (stop->endless || stop->thread >= 0) {
        sprintf(at, stop->endless ? "@" : ".");
    }
    return text;
}
