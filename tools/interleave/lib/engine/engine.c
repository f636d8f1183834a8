/* engine.c - one execution: who runs, what is a step, how it ends; see engine.h. */
#include "engine/engine.h"
#include "core/caller.h"

#include "core/deadline.h"
#include "core/names.h"
#include "core/object.h"
#include "core/path.h"
#include "core/strategy.h"
#include "engine/deadlock.h"
#include "engine/endless.h"
#include "engine/floats.h"
#include "engine/interrupts.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "world/world.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    SCRATCH_SIZE = 1 << 28,
    STEPS_OF_TURN = 1000, /* of one thread, while others could go on */
    TURNS_OF_SECTION = 16,
    CLOCK_STEPS = 256, /* after so many, the clock is looked at */
};

STATE static char *scratch_start = NULL;
STATE static size_t scratch_used = 0;

void *scratch(size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (scratch_start == NULL) {
        scratch_start = mmap(NULL, SCRATCH_SIZE, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (scratch_start == MAP_FAILED) {
            abort();
        }
    }
    if (scratch_used + size > SCRATCH_SIZE) {
        engine.cut = engine.too_long = engine.full = true;
        engine_end();
    }
    void *memory = scratch_start + scratch_used;
    scratch_used += size;
    return memory;
}

const struct clock *clock_kept(const struct clock *clock)
{
    struct clock *copy = scratch(offsetof(struct clock, at) + clock->known * sizeof clock->at[0]);
    clock_copy(copy, clock);
    return copy;
}

const struct clock *clock_joined(const struct clock *one, const struct clock *other)
{
    if (other->known == 0 || one == other) {
        return one;
    }
    const uint32_t known = one->known > other->known ? one->known : other->known;
    struct clock *both = scratch(offsetof(struct clock, at) + known * sizeof both->at[0]);
    clock_copy(both, one);
    clock_join(both, other);
    return both;
}

static void add_segment(int thread, uint64_t count)
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

/* Goes on with another thread; returns when the calling one is chosen again. */
static void switch_to(int next, bool pending)
{
    struct thread *from = self;
    struct thread *to = &engine.threads[next];
    add_segment(from->id, engine.events - engine.segment_start - (pending ? 1 : 0));
    /* What a thread has announced is the first that it does; a new one has announced nothing. */
    engine.segment_start = engine.events - (to->next.kind != STEP_START ? 1 : 0);
    engine.current = next;
    if (__builtin_expect(engine.floats, 0)) {
        floats_exchange(from->id, to->id);
    }
    fiber_switch(&from->fiber, &to->fiber);
}

void engine_end(void)
{
    engine.ended = true;
    add_segment(self->id, engine.events - engine.segment_start);
    fiber_switch(&self->fiber, &engine.explorer);
    __builtin_unreachable();
}

void engine_cut(void)
{
    engine.cut = true;
    engine.out_of_time = deadline_is_past();
    engine.too_long = !engine.out_of_time;
    if (engine.too_long) {
        engine.cut_at = caller_place();
        engine.cut_by = self->id;
    }
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

/* Nobody can go on: time-outs come true; else it is a deadlock, or the end of what is left. */
static void nobody_can(void)
{
    if (spin_in_vain()) {
        engine.in_vain = engine.redundant = !engine.ending;
        engine_end();
    }
    const int first = strategy_takes_turns() ? engine.current + 1 : 0;
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[(first + i) % engine.count];
        if (thread->state == ALIVE && thread->timed && !thread->timed_out && !thread->covered) {
            thread->timed_out = true; /* from now on its step can be done */
            engine.enabled |= only(thread->id);
            return;
        }
    }
    while (engine.enabled == 0 && spin_resume_one()) {
    }
    if (engine.enabled == 0 && engine.crowded) {
        engine_cut();
    }
    if (engine.enabled == 0 && engine.ending) {
        engine_end();
    }
    if (engine.enabled == 0) {
        deadlock_tell();
    }
}

/* Who comes after the last one, whose turn is over, so that one that never ends leaves others their
 * part. */
__attribute__((noinline)) static int after_last(void)
{
    const int last = engine.last;
    const thread_set others = engine.enabled & ~only(last), later = others >> last >> 1;
    if (others == 0) {
        return last;
    }
    return later != 0 ? last + 1 + lowest(later) : lowest(others);
}

/* Who goes on if nobody chooses: the last one, as long as its turn is; -1: it can't go on. */
static inline int favoured(void)
{
    const int last = engine.last;
    if (last < 0 || !has(engine.enabled, last)) {
        return -1;
    }
    return __builtin_expect(engine.steps < engine.turn_ends, 1) ? last : after_last();
}

static inline void count_step(int next)
{
    engine.preemptions += engine.favoured >= 0 && next != engine.favoured;
    if (next != engine.last) {
        engine.last = next;
        engine.turn_ends = engine.steps + STEPS_OF_TURN;
    }
}

static int choose_next(void);

/* The schedule is used up that only led to where a search begins. */
static void lead_is_over(void)
{
    engine.replaying = false;
    engine.quiet = 0;
    engine.last = engine.current;
    engine.turn_ends = engine.steps + STEPS_OF_TURN;
}

/* The schedule is used up. */
static int next_after_replay(void)
{
    engine.replay.at = engine.replay.count;
    engine.replay.left = UINT32_MAX;
    if (engine.replay.leads) {
        lead_is_over();
        return choose_next();
    }
    if (engine.replay.stops) {
        engine_end();
    }
    if (engine.replay.endless && endless_begin()) {
        return choose_next();
    }
    const bool goes_on = has(engine.enabled, engine.current) &&
                         engine.threads[engine.current].next.kind != STEP_TURN;
    if (engine.local != 0 && !goes_on) {
        const int id = lowest(engine.local);
        engine.local &= ~only(id);
        return id;
    }
    if (engine.enabled == 0) {
        nobody_can();
    }
    if (++engine.steps > engine.max_steps || deadline_is_past()) {
        if (!engine.replay.tried && endless_begin()) {
            return choose_next();
        }
        engine_cut();
    }
    if (has(engine.enabled, engine.current) && engine.last != engine.current) {
        engine.last = engine.current;
        engine.turn_ends = engine.steps + STEPS_OF_TURN;
    }
    engine.favoured = favoured();
    const int next = engine.favoured >= 0 ? engine.favoured : lowest(engine.enabled);
    count_step(next);
    return next;
}

/* A wait whose time is up only because a changed schedule says so would be another failure. */
static bool can_be_next(struct thread *thread)
{
    const bool nobody_can = (engine.enabled | engine.local) == 0;
    return step_possible(thread) || (thread->timed && (!engine.replay.tolerant || nobody_can));
}

/* The thread does what the segment says, if it can. */
static bool takes_segment(const struct segment *segment)
{
    const int id = segment->thread;
    if (id < 0 || id >= engine.count || engine.threads[id].state != ALIVE) {
        return false;
    }
    struct thread *thread = &engine.threads[id];
    if (engine.replay.tolerant && !can_be_next(thread)) {
        return false;
    }
    engine.replay.left = segment->count;
    if (thread->next.kind != STEP_START) {
        engine.replay.left -= engine.replay.left > 0;
    }
    engine.local &= ~only(id);
    spin_resume(thread);
    return can_be_next(thread);
}

static int next_of_replay(void)
{
    struct replay *replay = &engine.replay;
    replay->switched = true;
    if (replay->left != 0 && replay->left != UINT32_MAX && !replay->tolerant) {
        replay->misfit = true; /* the thread was to do more, and can't */
        replay->at = replay->count;
    }
    while (replay->at < replay->count) {
        const struct segment *segment = &replay->segments[replay->at++];
        if (takes_segment(segment)) {
            return segment->thread;
        }
        if (!replay->tolerant) {
            replay->misfit = true;
            break;
        }
    }
    return next_after_replay();
}

/* The execution is long: it is cut, or it is looked whether it can ever end. */
static void judge_length(void)
{
    if (deadline_is_past() || (engine.strategy->is_asked && engine.steps > engine.max_steps)) {
        engine_cut();
    }
    if (engine.strategy->is_asked) {
        return; /* who chooses each step is not to find that others were tried */
    }
    if (!(engine.steps > engine.max_steps ? endless_begin() : endless_probe()) &&
        engine.steps > engine.max_steps) {
        engine_cut();
    }
}

/* So many steps are done: is that all there may be? */
__attribute__((noinline)) static void look_at_limits(void)
{
    judge_length();
    const long next = engine.steps | (CLOCK_STEPS - 1);
    engine.steps_unasked = next < engine.max_steps ? next : engine.max_steps;
}

static int choose_next(void)
{
    if (__builtin_expect(engine.replaying, 0)) {
        return next_of_replay();
    }
    if (engine.local != 0) {
        const int id = lowest(engine.local);
        set_remove(&engine.local, id);
        return id;
    }
    if (engine.enabled == 0) {
        nobody_can();
    }
    if (__builtin_expect(++engine.steps > engine.steps_unasked, 0)) {
        look_at_limits();
    }
    engine.favoured = favoured();
    const bool is_over = engine.favoured >= 0 && engine.favoured != engine.last;
    const int next =
        is_over && engine.strategy->samples ? engine.favoured : engine.strategy->choose();
    if (engine.strategy->note != NULL) {
        engine.strategy->note(next);
    }
    count_step(next);
    return next;
}

static bool at_the_end_of_replay(void)
{
    const struct replay *replay = &engine.replay;
    return replay->left == UINT32_MAX || (replay->left == 0 && replay->at >= replay->count);
}

/* A segment of the replay is over, at any event: who goes on is who has the next one. What the
 * thread has announced stays announced, for it may be waiting for what others do now. True: it was
 * a search behind the replay that has chosen it to go on. */
static bool segment_is_over(void)
{
    struct thread *me = self;
    const bool possible = step_possible(me);
    if (possible) {
        set_add(&engine.enabled, me->id);
    }
    const bool counts = possible && engine.replay.switched;
    const int id = next_of_replay();
    if (id != me->id) {
        engine.preemptions += counts;
        switch_to(id, true);
    }
    set_remove(&engine.enabled, me->id);
    return !engine.replaying;
}

/* At an event that is no step others may go on, as next says. */
static void stand_back(int (*next)(void))
{
    struct thread *me = self;
    const struct step kept = me->next;
    me->next = (struct step){.kind = STEP_TURN};
    engine.enabled |= only(me->id);
    const int id = next();
    if (id != me->id) {
        switch_to(id, true);
    }
    engine.enabled &= ~only(me->id);
    me->next = kept;
}

/* Others go on, if they can, before the running thread does. */
static void leave_turn(void)
{
    const long kept = engine.turn_ends;
    engine.turn_ends = engine.last == self->id ? 0 : kept;
    stand_back(engine.replaying ? next_after_replay : choose_next);
    engine.turn_ends = engine.turn_ends != 0 ? engine.turn_ends : kept;
}

/* So many events without a step. */
static void turn_is_over(void)
{
    engine.quiet = 0;
    /* What is a step has changed: there will be another execution, which does all of this again. */
    const bool too_many = engine.most_events != 0 && engine.events > engine.most_events;
    if (engine.again || too_many || deadline_is_past()) {
        engine_cut();
    }
    /* A section that is longer than most would be one step no more. */
    const bool is_patient = engine.in_section && self->spin.quiet_turns < TURNS_OF_SECTION;
    if (engine.in_section && !is_patient) {
        sections_spoil();
    }
    if (!engine.alone && !is_patient) {
        leave_turn();
    }
    engine.quiet = spin_watch() ? QUIET_TURN : 0;
}

bool engine_event_slow(void)
{
    struct replay *replay = &engine.replay;
    engine.quiet += engine.replaying ? 1 : 0; /* else it has been counted */
    if (engine.replaying && replay->left != UINT32_MAX) {
        engine.quiet = 0;
        if (replay->left > 0) {
            replay->left--;
        } else if (replay->leads && replay->at >= replay->count) {
            lead_is_over(); /* if it is at a step, that is the search's first choice */
        } else {
            return segment_is_over();
        }
    } else if (engine.quiet > QUIET_TURN) { /* in a replay, what comes behind the schedule */
        if (!spin_is_watched()) {
            turn_is_over();
        } else {
            engine.quiet = spin_comes_back() ? QUIET_TURN : 0;
        }
    }
    return false;
}

void engine_hang(bool pending)
{
    self->next = (struct step){.kind = STEP_HANG};
    engine.enabled &= ~only(self->id);
    if (engine.in_section) {
        sections_spoil();
    }
    engine.quiet = 0;
    switch_to(choose_next(), pending);
    __builtin_unreachable();
}

/* The thread has nothing announced any more. */
static void step_is_done(struct thread *thread)
{
    thread->next.kind = STEP_NONE;
    thread->next.places = 0;
    thread->next.object = NULL;
}

/* In a replay that goes on behind its schedule: whether more than the running thread counts now.
 * Nobody chooses there at each step; but who never waits leaves others their part. */
static bool is_behind_schedule(void)
{
    return engine.replay.left == UINT32_MAX &&
           (engine.replay.endless || ++engine.steps > engine.max_steps ||
            engine.steps > engine.turn_ends);
}

void engine_go(void)
{
    struct thread *me = self;
    const struct step *step = &me->next;
    if (__builtin_expect(engine.interruptible, 0)) {
        struct place *const place = signals_place(me);
        const bool is_there = step->places == 2 && step->place[1] == place;
        me->next.interrupted = is_there ? NULL : place;
        if (me->surprises) {
            signals_unsafe_step(step->kind);
        }
    }
    engine.events++;
    if (__builtin_expect(engine.replaying || ++engine.quiet > QUIET_TURN, 0) &&
        engine_event_slow()) {
        spin_forget_turns();
        step_is_done(me);
        return;
    }
    if (engine.replaying && me->spin.parked && !at_the_end_of_replay()) {
        spin_resume(me);
    }
    if (__builtin_expect(engine.in_section, 0)) {
        sections_spoil();
    }
    /* Accesses wait for nothing, except in a loop that waits. */
    const bool possible = (step->object == NULL && step->kind <= STEP_ATOMIC && !me->spin.parked) ||
                          step_possible(me);
    spin_forget_turns();
    if (engine.alone && possible) {
        step_is_done(me);
        return;
    }
    engine.quiet = 0;
    /* In a replay, engine_event has stopped where it was to stop. */
    if (!engine.replaying || !(possible || (me->timed && engine.replay.left != UINT32_MAX)) ||
        is_behind_schedule()) {
        if (possible) {
            set_add(&engine.enabled, me->id);
        }
        const int next = choose_next();
        if (next != me->id) {
            switch_to(next, true);
        }
        set_remove(&engine.enabled, me->id);
    }
    if (__builtin_expect(engine.replaying, 0) && engine.replay.at_step != NULL) {
        engine.replay.at_step();
    }
    step_is_done(me);
}

void engine_reconsider(struct object *object)
{
    struct thread *const end = engine.threads + engine.count;
    for (struct thread *thread = engine.threads; thread < end; thread++) {
        if (thread->next.object == object && thread->state == ALIVE && thread != self) {
            if (step_possible(thread)) {
                set_add(&engine.enabled, thread->id);
            } else {
                set_remove(&engine.enabled, thread->id);
            }
        }
    }
}

int engine_choose(int count)
{
    if (count <= 1) {
        return 0;
    }
    if (engine.in_section) {
        sections_spoil();
    }
    int number = 0;
    struct replay *replay = &engine.replay;
    if (!engine.replaying) {
        number = engine.strategy->choose_number(count);
    } else if (replay->number_at < replay->number_count) {
        number = (int)replay->numbers[replay->number_at++];
        number = number < count ? number : 0;
    }
    add_segment(SEGMENT_NUMBER, (uint64_t)number);
    return number;
}

/* What the running thread's last event came to, where that was a choice. */
static void add_choice(int kind, int number)
{
    engine.stale++;
    add_segment(self->id, engine.events - engine.segment_start);
    add_segment(kind, (uint64_t)number);
    engine.segment_start = engine.events;
}

/* Whether the replay has such a choice here, be it of no use. */
static bool is_choice_of_replay(int kind, int *number)
{
    struct replay *replay = &engine.replay;
    if (replay->left != 0 || replay->at >= replay->count ||
        replay->segments[replay->at].thread != kind) {
        return false;
    }
    *number = (int)replay->segments[replay->at++].count;
    return true;
}

/* The one at the distance that the schedule says, if that is one of these. */
static int store_of_tolerant_replay(const int16_t *distances, int count)
{
    int wanted;
    if (is_choice_of_replay(SEGMENT_STORE, &wanted)) {
        for (int i = 0; i < count; i++) {
            if (distances[i] == wanted) {
                return i;
            }
        }
    }
    return 0;
}

int engine_choose_store(const int16_t *distances, int count)
{
    int index = 0;
    if (engine.replaying) {
        index = store_of_tolerant_replay(distances, count);
    } else if (count > 1) {
        index = engine.strategy->choose_store(count);
    }
    if (distances[index] > 0) {
        add_choice(SEGMENT_STORE, distances[index]);
    }
    return index;
}

/* Such a choice, as the replay has it; 0: it has none here. */
static int choice_of_replay(int kind)
{
    int number;
    if (!is_choice_of_replay(kind, &number)) {
        return 0;
    }
    add_choice(kind, number);
    return number;
}

int engine_store_of_replay(void)
{
    return choice_of_replay(SEGMENT_STORE);
}

bool engine_choose_failure(void)
{
    if (engine.replaying) {
        return choice_of_replay(SEGMENT_FAILURE) != 0;
    }
    const bool fails = engine.strategy->choose_store(2) != 0;
    if (fails) {
        add_choice(SEGMENT_FAILURE, 1);
    }
    return fails;
}

/* Whether the running thread knows of all that one did which has ended, so that another may be
 * taken for the same that goes on. */
static bool may_go_on_as(const struct thread *ended)
{
    return ended->state == FINISHED && ended->joined &&
           clock_at(&self->clock, ended->id) >= clock_at(&ended->clock, ended->id) &&
           clock_at(self->depends, ended->id) >= ended->steps;
}

/* The number of a new thread, -1: there is none left. */
static int free_number(void)
{
    if (engine.count < MAX_THREADS) {
        return engine.count;
    }
    for (int i = 1; i < MAX_THREADS; i++) {
        if (may_go_on_as(&engine.threads[i])) {
            return i;
        }
    }
    return -1;
}

/* What the new thread knows of the others: what the one knows that starts it. */
static void begin_clocks(struct thread *thread)
{
    struct thread *me = self;
    if (me == NULL) { /* it is the first */
        static const struct clock nothing = {0};
        thread->clock.known = thread->seen.known = 0;
        thread->depends = &nothing;
        return;
    }
    if (engine.in_section) {
        sections_spoil();
    }
    clock_copy(&thread->seen, &me->seen);
    clock_copy(&thread->clock, &me->clock);
    thread->depends = me->depends;
    me->clock.at[me->id]++;
    thread->now = me->now;
}

struct thread *engine_new_thread(void *(*function)(void *), void *argument, bool detached,
                                 size_t stack_size)
{
    const int id = free_number();
    if (id < 0 || (id >= engine.fibers && engine_prepare(id + 1) != 0) ||
        (stack_size != 0 && fiber_enlarge(&engine.threads[id].fiber, stack_size) != 0)) {
        return NULL;
    }
    struct thread *thread = &engine.threads[id];
    __builtin_memset((char *)thread + THREAD_FRESH, 0, THREAD_FRESH_END - THREAD_FRESH);
    thread->id = id;
    thread->state = ALIVE;
    thread->next = (struct step){.kind = STEP_START};
    thread->function = function;
    thread->argument = argument;
    thread->detached = detached;
    thread->waits_for = thread->joined_by = thread->receiver = -1;
    thread->steps = id == engine.count ? 0 : thread->steps;
    if (thread->has_keys) {
        memset(thread->keys, 0, sizeof thread->keys);
        thread->has_keys = false;
    }
    return thread;
}

void engine_start(struct thread *thread, void (*entry)(void))
{
    const int id = thread->id;
    const bool is_first_of_number = id == engine.count;
    const uint32_t clock_before = is_first_of_number ? 0 : clock_at(&thread->clock, id);
    begin_clocks(thread);
    while (thread->clock.known <= (uint32_t)id) {
        thread->clock.at[thread->clock.known++] = 0;
    }
    thread->clock.at[id] = clock_before + 1;
    fiber_prepare(&thread->fiber, entry);
    world_begin_thread(&thread->fiber);
    if (__builtin_expect(engine.floats, 0)) {
        floats_begin_thread(id);
    }
    engine.count += is_first_of_number;
    engine.orders_bounded = engine.orders_bounded || (engine.weak && !is_first_of_number);
    engine.alive++;
    engine.unjoined++;
    engine.alone = false;
    set_add(&engine.local, id);
}

void engine_leave_handler(struct thread *below)
{
    struct thread *from = self;
    from->state = FINISHED;
    engine.quiet = 0;
    const int next = choose_next();
    struct thread *to = &engine.threads[next];
    add_segment(from->id, engine.events - engine.segment_start);
    engine.segment_start = engine.events - (to->next.kind != STEP_START ? 1 : 0);
    engine.current = next;
    self = below;
    if (__builtin_expect(engine.floats, 0)) {
        floats_exchange(from->id, to->id);
    }
    fiber_switch(&from->fiber, &to->fiber);
    __builtin_unreachable();
}

/* What it waits for has come, if it waits: a handler of a signal may run in its place. */
static void let_joiner_go_on(int joiner)
{
    const struct thread *thread = &engine.threads[joiner];
    if (thread->next.kind == STEP_JOIN && !thread->covered) {
        /* Where it is rousable, what ends its wait matters. */
        set_add(thread->rousable != 0 ? &engine.enabled : &engine.local, joiner);
    }
}

/* The running thread does nothing more. */
static _Noreturn void leave_for_good(void)
{
    engine.alive--;
    if (engine.alive == 0) {
        engine_end();
    }
    engine.quiet = 0;
    switch_to(choose_next(), false);
    __builtin_unreachable();
}

void engine_finish(void *result)
{
    struct thread *me = self;
    me->result = result;
    me->state = FINISHED;
    if (me->joined_by >= 0) {
        let_joiner_go_on(me->joined_by);
    }
    leave_for_good();
}

void engine_leave_process(void)
{
    engine.ending = true;
    engine.alone = false;
    self->state = LEAVING;
    leave_for_good();
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
                 thread_name(engine.race_thread[0]),
                 engine.race_allocates   ? "allocation"
                 : engine.race_writes[0] ? "write"
                                         : "read",
                 thread_name(engine.race_thread[1]), engine.race_writes[1] ? "write" : "read");
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

int engine_prepare(int threads)
{
    if (engine.threads == NULL) {
        engine.threads = mmap(NULL, sizeof *engine.threads * MAX_THREADS, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (engine.threads == MAP_FAILED) {
            engine.threads = NULL;
            return 12;
        }
    }
    while (engine.fibers < threads) {
        struct thread *thread = &engine.threads[engine.fibers];
        const int error = fiber_create(&thread->fiber, thread);
        if (error != 0) {
            return error;
        }
        engine.fibers++;
    }
    return 0;
}

void engine_run(void)
{
    engine.execution++;
    scratch_used = 0;
    engine.events = 0;
    engine.segment_start = 0;
    engine.segment_count = 0;
    engine.count = engine.alive = engine.unjoined = 0;
    engine.enabled = engine.local = engine.parked = engine.altered = 0;
    engine.steps = 0;
    engine.steps_unasked = engine.max_steps < CLOCK_STEPS ? engine.max_steps : CLOCK_STEPS - 1;
    engine.turn_ends = 0;
    engine.quiet = 0;
    engine.preemptions = engine.stale = 0;
    engine.in_section = false;
    engine.weak = engine.weak_wanted;
    engine.interrupts = engine.interrupts_wanted;
    engine.interruptible = (engine.interrupts & INTERRUPTS_BY_SIGNALS) != 0;
    engine.process_signals = (engine.interrupts & INTERRUPTS_OF_PROCESS) != 0;
    engine.cancels = (engine.interrupts & INTERRUPTS_CANCEL) != 0;
    engine.floats = (engine.interrupts & INTERRUPTS_FLOATS) != 0;
    engine.failures = 0;
    engine.race_allocates = false;
    engine.leaked = false;
    engine.ended = engine.cut = engine.redundant = engine.in_vain = engine.ending = false;
    engine.too_long = engine.out_of_time = engine.full = engine.crowded = false;
    engine.favoured = -1;
    engine.has_outcome = engine.has_expected = false;
    engine.current = 0;
    engine.last = -1;
    engine.failed_at[0] = engine.failed_at[1] = NULL;
    path.length = 0;
    world_restore();
    struct thread *first = engine.program->begin();
    engine.local = 0;
    engine.unjoined = 0;
    engine.alone = true;
    first->next.kind = STEP_NONE;
    engine.active = true;
    floats_reset();
    fiber_switch(&engine.explorer, &first->fiber);
    floats_reset();
    engine.active = false;
    endless_end();
}
