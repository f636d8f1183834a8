/* reduce.c - see reduce.h. */
#include "search/reduce.h"

#include "engine/record.h"
#include "engine/schedule.h"
#include "search/search.h"
#include "world/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *__real_strdup(const char *);

enum {
    MOST_EVENTS = 1500000, /* of all that is tried to make it small; and as many, to pass */
    EVENTS_OF_START = 150, /* what it costs to begin an execution, in events */
    MOST_CUTS = 32,        /* within a segment, at first */
    MOST_MORE = 1000,      /* events of a thread that goes on in place of another */
};

/* What an execution that fails comes to; the fewer, the simpler. */
struct cost {
    int preemptions; /* and what is out of order */
    int stale;
    uint64_t events;
    size_t segments;
};

struct reducer {
    enum interleave_failure failure;
    struct schedule best; /* so far */
    struct cost cost;
    char *text;             /* the same */
    struct schedule change; /* that is tried; shares the numbers of the best */
    size_t room;            /* of its segments */
    int threads;            /* of the best */
    uint64_t events_left;
};

static bool is_less(const struct cost *one, const struct cost *other)
{
    return one->preemptions != other->preemptions ? one->preemptions < other->preemptions
           : one->stale != other->stale           ? one->stale < other->stale
           : one->events != other->events         ? one->events < other->events
                                                  : one->segments < other->segments;
}

/* What is told of the execution that has just ended: the same as of a search that saw no other. */
static enum interleave_failure failure_of_execution(void)
{
    const bool is_racy = (engine.failures & 1u << INTERLEAVE_DATA_RACE) != 0;
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        const bool gives_way =
            is_racy && i != INTERLEAVE_DATA_RACE && (i == INTERLEAVE_LIVELOCK || engine.stale != 0);
        if ((engine.failures & 1u << i) != 0 && !gives_way) {
            return (enum interleave_failure)i;
        }
    }
    return INTERLEAVE_RIGHT;
}

/* Whether the execution was what the schedule says, all that matters being known from its start. */
static bool was_whole(void)
{
    return !engine.replay.misfit && engine.refused == NULL && !engine.out_of_time &&
           engine.interrupts_wanted == engine.interrupts;
}

/* Runs the schedule, at the cost of its events. */
static void run(struct reducer *reducer, const struct schedule *schedule, enum replay_way way)
{
    schedule_replay(schedule, way);
    const uint64_t spent = engine.events + EVENTS_OF_START;
    reducer->events_left -= spent < reducer->events_left ? spent : reducer->events_left;
}

static bool may_go_on(const struct reducer *reducer)
{
    return reducer->events_left > 0 && !deadline_is_past();
}

/* The execution that has just ended is the best. False without memory. */
static bool take(struct reducer *reducer, const struct cost *cost)
{
    const struct stop stop = engine_stop(reducer->failure);
    struct schedule schedule;
    char *text = engine_schedule(&stop);
    if (text == NULL || !schedule_read(text, &schedule)) {
        __real_free(text);
        return false;
    }
    schedule_release(&reducer->best);
    __real_free(reducer->text);
    reducer->best = schedule;
    reducer->text = text;
    reducer->cost = *cost;
    reducer->threads = engine.count;
    return true;
}

/* Whether the execution that has just ended fails so and is simpler; then it is taken. */
static bool take_if_simpler(struct reducer *reducer, bool is_first)
{
    if (!was_whole() || failure_of_execution() != reducer->failure) {
        return false;
    }
    const struct stop stop = engine_stop(reducer->failure);
    const struct cost cost = {.preemptions = stop.preemptions + stop.stale,
                              .stale = stop.stale,
                              .events = stop.events,
                              .segments = stop.segments};
    return (is_first || is_less(&cost, &reducer->cost)) && take(reducer, &cost);
}

/* -- what is tried to make it small -- */

/* The change is nothing yet; there is room for one segment more than the best has. */
static bool begin_change(struct reducer *reducer)
{
    const size_t wanted = reducer->best.count + 1;
    if (reducer->room < wanted) {
        struct segment *segments =
            __real_realloc(reducer->change.segments, wanted * sizeof *reducer->change.segments);
        if (segments == NULL) {
            return false;
        }
        reducer->change.segments = segments;
        reducer->room = wanted;
    }
    reducer->change.count = 0;
    reducer->change.numbers = reducer->best.numbers;
    reducer->change.number_count = reducer->best.number_count;
    reducer->change.interrupts = reducer->best.interrupts;
    reducer->change.stops = false;
    reducer->change.endless = reducer->best.endless;
    return true;
}

static void add(struct schedule *change, struct segment segment)
{
    struct segment *last = change->count > 0 ? &change->segments[change->count - 1] : NULL;
    if (last != NULL && last->thread == segment.thread && segment.thread >= 0) {
        last->count += segment.count;
    } else {
        change->segments[change->count++] = segment;
    }
}

static void add_part(struct reducer *reducer, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        add(&reducer->change, reducer->best.segments[i]);
    }
}

/* Whether what has been changed is simpler: then it is the best from now on. */
static bool try_change(struct reducer *reducer)
{
    if (reducer->change.count == 0 || reducer->change.segments[0].thread != 0) {
        return false; /* every schedule begins with the main thread */
    }
    run(reducer, &reducer->change, REPLAY_TOLERANT);
    return take_if_simpler(reducer, false);
}

/* In this part each thread does at once what it does, in the order in which they begin to; what is
 * out of order stays behind what it belongs to. */
static bool try_in_rows(struct reducer *reducer, size_t from, size_t to)
{
    const struct segment *segments = reducer->best.segments;
    bool done[MAX_THREADS] = {false};
    if (!begin_change(reducer)) {
        return false;
    }
    add_part(reducer, 0, from);
    for (size_t i = from; i < to; i++) {
        const int thread = segments[i].thread;
        for (size_t j = i; j < to && thread >= 0 && !done[thread]; j++) {
            const bool follows =
                j > i && segments[j].thread < 0 && segments[j - 1].thread == thread;
            if (segments[j].thread == thread || follows) {
                add(&reducer->change, segments[j]);
            }
        }
        if (thread >= 0) {
            done[thread] = true;
        }
    }
    add_part(reducer, to, reducer->best.count);
    return try_change(reducer);
}

/* Larger parts first, each of which the next one overlaps by half. */
static bool try_all_in_rows(struct reducer *reducer)
{
    bool is_simpler = false;
    for (size_t length = reducer->best.count; length > 2; length = (length + 1) / 2) {
        for (size_t from = 0; from + 2 < reducer->best.count && may_go_on(reducer);
             from += length / 2) {
            const size_t end = from + length;
            const size_t to = end < reducer->best.count ? end : reducer->best.count;
            is_simpler = try_in_rows(reducer, from, to) || is_simpler;
        }
        length = length < reducer->best.count ? length : reducer->best.count;
    }
    return is_simpler;
}

/* Where the thread of that segment goes on after others did something; count: nowhere. */
static size_t next_of_thread(const struct schedule *schedule, size_t at)
{
    size_t next = at + 1;
    while (next < schedule->count &&
           schedule->segments[next].thread != schedule->segments[at].thread) {
        next++;
    }
    return next;
}

/* The thread does its next segment at once. */
static bool try_sooner(struct reducer *reducer, size_t at, size_t next)
{
    if (!begin_change(reducer)) {
        return false;
    }
    add_part(reducer, 0, at + 1);
    add(&reducer->change, reducer->best.segments[next]);
    add_part(reducer, at + 1, next);
    add_part(reducer, next + 1, reducer->best.count);
    return try_change(reducer);
}

/* Or this one not before the next. */
static bool try_later(struct reducer *reducer, size_t at, size_t next)
{
    if (!begin_change(reducer)) {
        return false;
    }
    add_part(reducer, 0, at);
    add_part(reducer, at + 1, next);
    add(&reducer->change, reducer->best.segments[at]);
    add_part(reducer, next, reducer->best.count);
    return try_change(reducer);
}

/* Of four segments of two threads in turn, the second thread does at once all that it can, which
 * may not be what it did, and the first one does more before that, or less. */
static bool try_around(struct reducer *reducer, size_t at, size_t next)
{
    const struct segment *all = reducer->best.segments;
    const size_t last = next + 1;
    if (next != at + 2 || last >= reducer->best.count || all[at + 1].thread < 0 ||
        all[at + 1].thread != all[last].thread) {
        return false;
    }
    const struct segment first = all[at], second = all[next];
    const uint32_t more =
        reducer->cost.events < MOST_MORE ? (uint32_t)reducer->cost.events : MOST_MORE;
    const struct segment between = {.thread = all[last].thread,
                                    .count = all[at + 1].count + all[last].count + more};
    const uint32_t both = first.count + second.count;
    const uint32_t step = 1 + both / MOST_CUTS;
    for (uint32_t before = 1; before < both && may_go_on(reducer); before += step) {
        if (!begin_change(reducer)) {
            return false;
        }
        add_part(reducer, 0, at);
        add(&reducer->change, (struct segment){.thread = first.thread, .count = before});
        add(&reducer->change, between);
        add(&reducer->change, (struct segment){.thread = first.thread, .count = both - before});
        add_part(reducer, last + 1, reducer->best.count);
        if (try_change(reducer)) {
            return true;
        }
    }
    return false;
}

static bool try_without(struct reducer *reducer, size_t at)
{
    if (!begin_change(reducer)) {
        return false;
    }
    add_part(reducer, 0, at);
    add_part(reducer, at + 1, reducer->best.count);
    return try_change(reducer);
}

static bool try_cut(struct reducer *reducer, size_t at)
{
    if (!begin_change(reducer)) {
        return false;
    }
    add_part(reducer, 0, at);
    return try_change(reducer);
}

static bool try_at(struct reducer *reducer, size_t at)
{
    const size_t next = next_of_thread(&reducer->best, at);
    const bool has_next = reducer->best.segments[at].thread >= 0 && next < reducer->best.count;
    return (has_next && (try_later(reducer, at, next) || try_sooner(reducer, at, next) ||
                         try_around(reducer, at, next))) ||
           try_without(reducer, at);
}

/* Each segment; true if one of the changes was for the better. */
static bool try_each(struct reducer *reducer)
{
    bool is_simpler = false;
    for (size_t at = 0; at < reducer->best.count && may_go_on(reducer);) {
        if (try_at(reducer, at)) {
            is_simpler = true; /* and now something else may be there */
        } else {
            at++;
        }
    }
    return is_simpler;
}

/* What comes without a preemption, after as little as can be. */
static bool try_cuts(struct reducer *reducer)
{
    for (size_t at = 1; at < reducer->best.count && may_go_on(reducer); at++) {
        if (try_cut(reducer, at)) {
            return true;
        }
    }
    return false;
}

static void make_small(struct reducer *reducer)
{
    enum { FEW = 64 };
    bool is_simpler = true;
    try_all_in_rows(reducer);
    while (is_simpler && may_go_on(reducer)) {
        is_simpler = reducer->best.count <= FEW && try_cuts(reducer);
        is_simpler = try_each(reducer) || is_simpler;
    }
}

/* The segment with so many events, and nothing behind it. */
static bool try_end(struct reducer *reducer, size_t at, uint32_t events)
{
    if (!begin_change(reducer)) {
        return false;
    }
    add_part(reducer, 0, at);
    add(&reducer->change,
        (struct segment){.thread = reducer->best.segments[at].thread, .count = events});
    return try_change(reducer);
}

/* Threads that try for ever may have begun to long before it was looked whether they do. Each try
 * looks at all orders from where it ends, which takes long; so there are few. */
static void find_begin(struct reducer *reducer)
{
    enum { FEW = 8 };
    for (size_t at = 1; at < reducer->best.count && at <= FEW && may_go_on(reducer); at++) {
        if (try_cut(reducer, at)) {
            break;
        }
    }
    const size_t last = reducer->best.count - 1;
    uint32_t too_few = 0, enough = reducer->best.segments[last].count;
    if (reducer->best.segments[last].thread < 0 || try_end(reducer, last, 0)) {
        return;
    }
    while (enough - too_few > 1 && may_go_on(reducer)) {
        const uint32_t middle = too_few + (enough - too_few) / 2;
        if (try_end(reducer, last, middle)) {
            enough = middle;
        } else {
            too_few = middle;
        }
        if (reducer->best.count != last + 1) {
            return; /* they were others in the end */
        }
    }
}

/* -- what is tried to find one that passes -- */

struct hunt {
    struct reducer *reducer;
    char *found;  /* one that passes */
    uint32_t cut; /* the last place within a segment */
    unsigned long tried;
};

/* A race or a leak is in every schedule, whatever comes out. */
static bool passes(void)
{
    const enum interleave_failure failure = failure_of_execution();
    return was_whole() && !engine.cut &&
           (failure == INTERLEAVE_RIGHT || failure == INTERLEAVE_DATA_RACE ||
            failure == INTERLEAVE_THREAD_LEAK);
}

static bool is_over(const struct hunt *hunt)
{
    return hunt->found != NULL || !may_go_on(hunt->reducer);
}

/* The first segments, and so many events of the one after them; then so many of that thread, unless
 * it is none (-1), and on without a preemption. */
static void try_departure(struct hunt *hunt, size_t segments, uint32_t events, int thread,
                          uint32_t count)
{
    struct reducer *reducer = hunt->reducer;
    struct schedule *change = &reducer->change;
    if (is_over(hunt) || !begin_change(reducer)) {
        return;
    }
    add_part(reducer, 0, segments);
    if (events > 0) {
        change->segments[change->count++] =
            (struct segment){.thread = reducer->best.segments[segments].thread, .count = events};
    }
    if (thread >= 0) {
        add(change, (struct segment){.thread = (int16_t)thread, .count = count});
    }
    hunt->tried++;
    change->endless = false;
    run(reducer, change, REPLAY_TRIED);
    if (passes()) {
        hunt->found =
            engine_schedule(&(struct stop){.segments = engine.segment_count, .thread = -1});
    }
}

/* How many events the thread has in its next segment from there on; 0: it has none. */
static uint32_t events_of(const struct schedule *schedule, size_t from, int thread)
{
    for (size_t i = from; i < schedule->count; i++) {
        if (schedule->segments[i].thread == thread) {
            return schedule->segments[i].count;
        }
    }
    return 0;
}

/* Goes on there with each thread but the one that would be next: with all that it would do next,
 * even if it sleeps on the way; or with one event, and what follows from that. */
static void try_others(struct hunt *hunt, size_t segments, uint32_t events)
{
    const struct schedule *best = &hunt->reducer->best;
    const int next = best->segments[segments].thread;
    for (int thread = 0; thread < hunt->reducer->threads && !is_over(hunt); thread++) {
        const uint32_t all = events_of(best, segments, thread);
        if (thread == next) {
            continue;
        }
        if (all > 1) {
            try_departure(hunt, segments, events, thread, all);
        }
        try_departure(hunt, segments, events, thread, 1);
    }
}

/* Before the segment, where the next one begins or what is out of order is read. */
static void try_before(struct hunt *hunt, size_t segment)
{
    const struct segment *at = &hunt->reducer->best.segments[segment];
    if (segment == 0 || (at->thread >= 0 && at[-1].thread < 0)) {
        return; /* there is no other one: it belongs to the mark before it */
    }
    try_departure(hunt, segment, 0, -1, 0);
    if (at->thread >= 0) {
        try_others(hunt, segment, 0);
    }
}

/* Within the segment, at every step-th event from there down to, but not at, the other. */
static void try_within(struct hunt *hunt, size_t segment, uint32_t from, uint32_t to, uint32_t step)
{
    if (hunt->reducer->best.segments[segment].thread < 0) {
        return;
    }
    for (uint32_t events = from; events > to && events <= from && !is_over(hunt); events -= step) {
        try_others(hunt, segment, events);
        hunt->cut = events;
    }
}

/* Found at one of some places of the segment: is there a later place between two of them? */
static void try_later_within(struct hunt *hunt, size_t segment, uint32_t step)
{
    char *const found = hunt->found;
    const uint32_t cut = hunt->cut, last = hunt->reducer->best.segments[segment].count - 1;
    hunt->found = NULL;
    try_within(hunt, segment, last - cut < step ? last : cut + step - 1, cut, 1);
    if (hunt->found == NULL) {
        hunt->found = found;
    } else {
        __real_free(found);
    }
}

/* Of the execution that has just ended, the segment with that number in a schedule. */
static const struct segment *segment_of_execution(size_t number)
{
    for (size_t i = 0; i < engine.segment_count; i++) {
        if (engine.segments[i].thread != SEGMENT_NUMBER && number-- == 0) {
            return &engine.segments[i];
        }
    }
    return NULL;
}

/* Where a thread was interrupted, or read what is out of order, the latest first: it isn't. */
static void try_uninterrupted(struct hunt *hunt)
{
    const struct schedule *best = &hunt->reducer->best;
    for (size_t i = best->count; i-- > 1 && !is_over(hunt);) {
        const struct segment before = best->segments[i - 1], at = best->segments[i];
        if (before.thread < 0) {
            continue;
        }
        try_departure(hunt, i, 0, -1, 0);
        const struct segment *same = segment_of_execution(i - 1);
        const bool goes_on =
            same != NULL && same->thread == before.thread && same->count > before.count;
        if (!goes_on && at.thread >= 0) {
            __real_free(hunt->found);
            hunt->found = NULL;
        } else if (at.thread >= 0) {
            const uint32_t all = events_of(best, i, before.thread);
            try_departure(hunt, i, 0, before.thread, all > 0 ? all : 1);
        }
    }
}

/* The latest places first: in each segment at so many, or at all. */
static void try_places(struct hunt *hunt, uint32_t most)
{
    const struct schedule *best = &hunt->reducer->best;
    for (size_t i = best->count; i-- > 0 && !is_over(hunt);) {
        const uint32_t count = best->segments[i].count, step = count / most + 1;
        if (count > 1) {
            try_within(hunt, i, count - 1, 0, step);
        }
        if (hunt->found != NULL && step > 1) {
            try_later_within(hunt, i, step);
        }
        if (!is_over(hunt)) {
            try_before(hunt, i);
        }
    }
}

/* Where something fails in whatever order, no schedule passes. */
static bool has_passing(enum interleave_failure failure)
{
    return failure != INTERLEAVE_DATA_RACE && failure != INTERLEAVE_THREAD_LEAK;
}

static void find_passing(struct reducer *reducer, struct interleave_small *small)
{
    struct hunt hunt = {.reducer = reducer};
    reducer->events_left = MOST_EVENTS;
    try_uninterrupted(&hunt);
    try_places(&hunt, MOST_CUTS);
    try_places(&hunt, UINT32_MAX);
    small->passing = hunt.found;
    small->tried = hunt.tried;
}

/* -- what is told of it -- */

static void trace(const char *text)
{
    struct schedule schedule;
    if (schedule_read(text, &schedule)) {
        schedule_trace(&schedule);
        schedule_release(&schedule);
    }
}

/* Runs it once more as a replay does, which is what is told of it. */
static void tell(const struct reducer *reducer, struct interleave_small *small)
{
    char sentence[sizeof engine.message[0]];
    schedule_trace(&reducer->best);
    small->schedule = __real_strdup(reducer->text);
    small->message = __real_strdup(engine_sentence(reducer->failure, sentence, sizeof sentence));
    small->preemptions = reducer->cost.preemptions - reducer->cost.stale;
    small->stale = reducer->cost.stale;
    small->events = reducer->cost.events;
    if (small->passing != NULL && engine.options.trace >= 0) {
        dprintf(engine.options.trace, "{\"begins\":\"passing\"}\n");
        trace(small->passing);
    }
}

/* What is shown must be what was found: it is run along the same text. */
static bool still_fails(struct reducer *reducer)
{
    run(reducer, &reducer->best, REPLAY_EXACT);
    return was_whole() && failure_of_execution() == reducer->failure;
}

static bool begin(struct reducer *reducer, const char *text)
{
    struct schedule schedule;
    if (!schedule_read(text, &schedule)) {
        return false;
    }
    run(reducer, &schedule, REPLAY_EXACT);
    schedule_release(&schedule);
    return take_if_simpler(reducer, true);
}

bool reduce(enum interleave_failure failure, const char *schedule, double until,
            struct interleave_small *small)
{
    struct reducer reducer = {.failure = failure, .events_left = MOST_EVENTS};
    *small = (struct interleave_small){0};
    deadline_set(0);
    bool is_so = begin(&reducer, schedule);
    if (is_so) {
        deadline_set(until);
        (reducer.best.endless ? find_begin : make_small)(&reducer);
        deadline_set(0);
        is_so = still_fails(&reducer) || begin(&reducer, schedule);
        deadline_set(until);
        if (is_so && has_passing(failure)) {
            find_passing(&reducer, small);
        }
        deadline_set(0);
    }
    if (is_so) {
        tell(&reducer, small);
    }
    schedule_release(&reducer.best);
    __real_free(reducer.text);
    __real_free(reducer.change.segments);
    return is_so;
}
