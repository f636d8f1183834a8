/*
 * schedule.h - schedules: as text, as what is replayed, and as an execution made them.
 *
 * As text, a schedule is "M9A4:1B3": threads, each with how many events it has, and the other
 * choices behind their marks. A full stop at its end says that what would come after it is not to
 * be done, an @ that from there on the threads only try; "=3" says what may come to threads from
 * others.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "engine/engine.h"

struct schedule {
    struct segment *segments; /* of threads, of stores and failures; not of numbers */
    size_t count;
    uint32_t *numbers; /* in their order */
    size_t number_count;
    int interrupts; /* what may come to threads from others */
    bool stops;     /* at its end */
    bool endless;   /* at its end it is looked whether the threads only try, see endless.h */
};

/* Reads the text. False if it is no schedule, or without memory; else *schedule is the caller's to
 * release. */
bool schedule_read(const char *text, struct schedule *schedule);
void schedule_release(struct schedule *schedule);

/* Whether some load in it doesn't return the newest store, or a store is put before others. */
bool schedule_has_orders(const struct schedule *schedule);

enum replay_way {
    REPLAY_EXACT,    /* a segment that doesn't fit is a misfit */
    REPLAY_TRIED,    /* the same, but that an execution never ends is not looked into */
    REPLAY_TOLERANT, /* and what doesn't fit is left out; each choice made is one that is there */
};

/*
 * Runs one execution along the schedule, and after its end without a preemption, in the state in
 * which a fresh process would: nothing was learned about the program before. What came out is in
 * engine; engine.preemptions are switches away from a thread that could have gone on, but for the
 * first.
 */
void schedule_replay(const struct schedule *schedule, enum replay_way way);

/* The next execution, which engine_run begins, goes along the schedule, and then on as a search
 * wants. at_step: called before each step on the way, or NULL. Whether the schedule fits shows in
 * engine.replay.misfit. */
void schedule_lead(const struct schedule *schedule, void (*at_step)(void));

/* Runs it exactly, and writes its trace to options.trace, unless that is -1. */
void schedule_trace(const struct schedule *schedule);

#endif
