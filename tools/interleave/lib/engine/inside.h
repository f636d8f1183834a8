/*
 * inside.h - what the files of engine share with each other, and nobody else uses.
 */
#ifndef INSIDE_H
#define INSIDE_H

#include "core/execution.h"
#include "core/real.h"

#include <stdlib.h>

enum { STEPS_OF_TURN = 1000 }; /* of one thread, while others could go on */

/* Adds a part to the schedule of this execution: so many events of a thread, or a choice. */
static inline void add_segment(int thread, uint64_t count)
{
    /* What comes after a store or a failure was chosen may be nothing. */
    if (count == 0 && engine.segment_count > 0 &&
        engine.segments[engine.segment_count - 1].thread <= SEGMENT_STORE) {
        return;
    }
    if (engine.segment_count == engine.segment_room) {
        engine.segment_room = engine.segment_room == 0 ? 1024 : engine.segment_room * 2;
        engine.segments =
            __real_realloc(engine.segments, engine.segment_room * sizeof *engine.segments);
        if (engine.segments == NULL) {
            abort();
        }
    }
    engine.segments[engine.segment_count++] =
        (struct segment){.thread = (int16_t)thread, .count = (uint32_t)count};
}

/* Who comes after the last one, whose turn is over, so that one that never ends leaves others their
 * part. */
int engine_after_last(void);

/* Who goes on if nobody chooses: the last one, as long as its turn is; -1: it can't go on. */
static inline int favoured(void)
{
    const int last = engine.last;
    if (last < 0 || !has(engine.enabled, last)) {
        return -1;
    }
    return __builtin_expect(engine.steps < engine.turn_ends, 1) ? last : engine_after_last();
}

static inline void count_step(int next)
{
    engine.preemptions += engine.favoured >= 0 && next != engine.favoured;
    if (next != engine.last) {
        engine.last = next;
        engine.turn_ends = engine.steps + STEPS_OF_TURN;
    }
}

/* The thread that goes on now: what the strategy chooses, or the replay says. */
int engine_next(void);

/* Nobody can go on: time-outs come true; else it is a deadlock, or the end of what is left. */
void engine_nobody_can(void);

/* The running thread goes no further: goes on with another one. pending: an event was counted that
 * it has still to do. */
_Noreturn void engine_leave(bool pending);

/* The thread that a replay says goes on; the one that does behind its schedule. */
int replay_next(void);
int replay_next_behind(void);

/* The schedule is used up that only led to where a search begins. */
void replay_ends_lead(void);

/* Whether the schedule of the replay is used up. */
bool replay_is_at_end(void);

/* What an execution has of scratch memory is free again. */
void scratch_renew(void);

#endif
