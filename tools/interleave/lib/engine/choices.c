/* choices.c - what is chosen beside threads; see engine.h. */
#include "core/strategy.h"
#include "engine/engine.h"
#include "engine/inside.h"
#include "engine/sections.h"

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
