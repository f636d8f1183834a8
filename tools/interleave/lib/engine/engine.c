/* engine.c - one execution: who runs, and what is a step; see engine.h. */
#include "engine/engine.h"

#include "core/deadline.h"
#include "core/object.h"
#include "core/path.h"
#include "core/strategy.h"
#include "engine/cells.h"
#include "engine/deadlock.h"
#include "engine/endless.h"
#include "engine/floats.h"
#include "engine/inside.h"
#include "engine/interrupts.h"
#include "engine/ready.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "world/world.h"

#include <stddef.h>

enum {
    TURNS_OF_SECTION = 16,
    CLOCK_STEPS = 256, /* after so many, the clock is looked at */
};

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

void engine_leave(bool pending)
{
    engine.quiet = 0;
    switch_to(engine_next(), pending);
    __builtin_unreachable();
}

/* Nobody can go on: time-outs come true; else it is a deadlock, or the end of what is left. */
__attribute__((noinline)) void engine_nobody_can(void)
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

/* Who comes after the last one, whose turn is over, so that one that never ends leaves others their
 * part. */
int engine_after_last(void)
{
    const int last = engine.last;
    const thread_set others = engine.enabled & ~only(last), later = others >> last >> 1;
    if (others == 0) {
        return last;
    }
    return later != 0 ? last + 1 + lowest(later) : lowest(others);
}

__attribute__((noinline)) static void before_choice(void)
{
    void (*const call)(void) = engine.before_choice;
    engine.before_choice = NULL;
    call();
}

#define INLINED __attribute__((always_inline)) static inline

/* The same as engine_next where nothing is replayed. */
INLINED int next_of_search(void)
{
    if (engine.local != 0) {
        const int id = lowest(engine.local);
        set_remove(&engine.local, id);
        return id;
    }
    if (engine.enabled == 0) {
        engine_nobody_can();
    }
    if (__builtin_expect(engine.before_choice != NULL, 0)) {
        before_choice();
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

int engine_next(void)
{
    return __builtin_expect(engine.replaying, 0) ? replay_next() : next_of_search();
}

/* A segment of the replay is over, at any event: who goes on is who has the next one. What the
 * thread has announced stays announced, for it may be waiting for what others do now. True: it was
 * a search behind the replay that has chosen it to go on. */
static bool segment_is_over(void)
{
    struct thread *me = self;
    if (me->next.kind == STEP_NONE) {
        me->next = (struct step){.kind = STEP_NONE}; /* nothing of the step before is left */
    }
    const bool possible = step_possible(me);
    if (possible) {
        set_add(&engine.enabled, me->id);
    }
    const bool counts = possible && engine.replay.switched;
    const int id = replay_next();
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
    stand_back(engine.replaying ? replay_next_behind : engine_next);
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
            replay_ends_lead(); /* if it is at a step, that is the search's first choice */
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
    engine_leave(pending);
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

/* Does the step that has been announced. special: something is replayed, or signals come; what is
 * asked for these alone costs nothing where neither is so. */
INLINED void do_step(bool special)
{
    struct thread *me = self;
    const struct step *step = &me->next;
    if (special && engine.interruptible) {
        struct place *const place = signals_place(me);
        const bool is_there = step->places == 2 && step->place[1] == place;
        me->next.interrupted = is_there ? NULL : place;
        if (me->surprises) {
            signals_unsafe_step(step->kind);
        }
    }
    engine.events++;
    if (__builtin_expect((special && engine.replaying) || ++engine.quiet > QUIET_TURN, 0) &&
        engine_event_slow()) {
        spin_forget_turns();
        step_is_done(me);
        return;
    }
    if (special && engine.replaying && me->spin.parked && !replay_is_at_end()) {
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
    if (!special || !engine.replaying ||
        !(possible || (me->timed && engine.replay.left != UINT32_MAX)) || is_behind_schedule()) {
        if (possible) {
            set_add(&engine.enabled, me->id);
        }
        const int next = special ? engine_next() : next_of_search();
        if (next != me->id) {
            switch_to(next, true);
        }
        set_remove(&engine.enabled, me->id);
    }
    if (special && engine.replaying && engine.replay.at_step != NULL) {
        engine.replay.at_step();
    }
    step_is_done(me);
}

void engine_go(void)
{
    if (__builtin_expect(engine.replaying || engine.interruptible, 0)) {
        do_step(true);
    } else {
        do_step(false);
    }
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

void engine_leave_handler(struct thread *below)
{
    struct thread *from = self;
    from->state = FINISHED;
    engine.quiet = 0;
    const int next = engine_next();
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

void engine_step_aside(void (*what)(void))
{
    engine.aside = what;
    fiber_switch(&self->fiber, &engine.explorer);
}

/* Lets the execution run from where the thread is to its end. */
static void run_from(struct thread *thread)
{
    engine.active = true;
    floats_reset();
    fiber_switch(&engine.explorer, &thread->fiber);
    while (engine.aside != NULL) {
        void (*const what)(void) = engine.aside;
        engine.aside = NULL;
        what();
        if (engine.ended) {
            break;
        }
        fiber_switch(&engine.explorer, &engine.threads[engine.current].fiber);
    }
    floats_reset();
    engine.active = false;
    endless_end();
}

void engine_go_on(void)
{
    run_from(&engine.threads[engine.current]);
}

void engine_run(void)
{
    engine.execution++;
    engine.begun++;
    irreversible = engine.resumed = false;
    scratch_renew();
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
    engine.race.allocates = false;
    engine.leaked = false;
    engine.ended = engine.cut = engine.redundant = engine.in_vain = engine.ending = false;
    engine.too_long = engine.out_of_time = engine.full = engine.crowded = false;
    engine.favoured = -1;
    engine.has_outcome = engine.has_expected = false;
    engine.current = 0;
    engine.last = -1;
    engine.failed_at[0] = engine.failed_at[1] = NULL;
    path.length = 0;
    cells_touched.count = 0;
    world_restore();
    struct thread *first = engine.program->begin();
    engine.local = 0;
    engine.unjoined = 0;
    engine.alone = true;
    first->next.kind = STEP_NONE;
    run_from(first);
}
