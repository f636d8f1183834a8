/* replay.c - who goes on where a schedule is given; see schedule.h. */
#include "core/deadline.h"
#include "engine/endless.h"
#include "engine/engine.h"
#include "engine/inside.h"
#include "engine/ready.h"
#include "engine/spin.h"

bool replay_is_at_end(void)
{
    const struct replay *replay = &engine.replay;
    return replay->left == UINT32_MAX || (replay->left == 0 && replay->at >= replay->count);
}

/* The schedule is used up that only led to where a search begins. */
void replay_ends_lead(void)
{
    engine.replaying = false;
    engine.quiet = 0;
    engine.last = engine.current;
    engine.turn_ends = engine.steps + STEPS_OF_TURN;
}

/* The schedule is used up. */
int replay_next_behind(void)
{
    engine.replay.at = engine.replay.count;
    engine.replay.left = UINT32_MAX;
    if (engine.replay.leads) {
        replay_ends_lead();
        return engine_next();
    }
    if (engine.replay.stops) {
        engine_end();
    }
    if (engine.replay.endless && endless_begin()) {
        return engine_next();
    }
    const bool goes_on = has(engine.enabled, engine.current) &&
                         engine.threads[engine.current].next.kind != STEP_TURN;
    if (engine.local != 0 && !goes_on) {
        const int id = lowest(engine.local);
        engine.local &= ~only(id);
        return id;
    }
    if (engine.enabled == 0) {
        engine_nobody_can();
    }
    if (++engine.steps > engine.max_steps || deadline_is_past()) {
        if (!engine.replay.tried && endless_begin()) {
            return engine_next();
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

/* The schedule is another program's, from here on. */
static void note_misfit(struct replay *replay)
{
    if (!replay->misfit) {
        replay->misfit_at = engine.events;
    }
    replay->misfit = true;
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

int replay_next(void)
{
    struct replay *replay = &engine.replay;
    replay->switched = true;
    if (replay->left != 0 && replay->left != UINT32_MAX && !replay->tolerant) {
        note_misfit(replay); /* the thread was to do more, and can't */
        replay->at = replay->count;
    }
    while (replay->at < replay->count) {
        const struct segment *segment = &replay->segments[replay->at++];
        if (takes_segment(segment)) {
            return segment->thread;
        }
        if (!replay->tolerant) {
            note_misfit(replay);
            break;
        }
    }
    return replay_next_behind();
}
