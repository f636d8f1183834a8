/* spots.c - see spots.h. */
#include "search/random/spots.h"

#include "search/random/sampling.h"
#include "world/world.h"

#include <stdlib.h>

struct spot {
    struct place *place;
    thread_set threads;
    bool written;
    uint32_t execution; /* in which now holds */
    const void *last;   /* site of the last step here, NULL: none yet */
    const void *last_write;
    uint32_t now[MAX_THREADS];
    uint32_t most[MAX_THREADS];
};

enum { MOST_SPOTS = 1024, SLOTS = 4 * MOST_SPOTS };

/* In an open hash table of their places; what is more than so many is not looked at. */
STATE static struct spot *spots = NULL;
STATE static uint16_t *slots = NULL; /* 0: free; else a spot's number, from 1 */
STATE static int count = 0;
STATE static uint32_t noted_execution = 0; /* and the step in it: the last that was noted */
STATE static long noted_step = 0;

static uint16_t *slot_of(const struct place *place)
{
    size_t at = ((uintptr_t)place >> 4) * 0x9e3779b97f4a7c15u >> 40;
    for (;; at++) {
        uint16_t *slot = &slots[at % SLOTS];
        if (*slot == 0 || spots[*slot - 1].place == place) {
            return slot;
        }
    }
}

void spots_begin(void)
{
    if (spots == NULL) {
        spots = __real_calloc(MOST_SPOTS, sizeof *spots);
        slots = __real_calloc(SLOTS, sizeof *slots);
        if (spots == NULL || slots == NULL) {
            abort();
        }
    }
    __real_memset(slots, 0, SLOTS * sizeof *slots);
    count = 0;
}

static void note(struct place *place, int thread, bool writes, const void *site)
{
    uint16_t *slot = slot_of(place);
    if (*slot == 0) {
        if (count == MOST_SPOTS) {
            return;
        }
        spots[count] = (struct spot){.place = place};
        *slot = (uint16_t)++count;
    }
    struct spot *spot = &spots[*slot - 1];
    if (spot->execution != engine.begun) {
        spot->execution = engine.begun;
        spot->last = spot->last_write = NULL;
        __real_memset(spot->now, 0, sizeof spot->now);
    }
    spot->last = site;
    spot->last_write = writes ? site : spot->last_write;
    spot->threads |= only(thread);
    spot->written = spot->written || writes;
    if (++spot->now[thread] > spot->most[thread]) {
        spot->most[thread] = spot->now[thread];
    }
}

void spots_note(int thread)
{
    const struct step *step = &engine.threads[thread].next;
    if (noted_execution == engine.begun && noted_step == engine.steps) {
        return;
    }
    noted_execution = engine.begun;
    noted_step = engine.steps;
    for (int i = 0; i < step->places; i++) {
        note(step->place[i], thread, step->writes, step->pc);
    }
}

static bool matters(const struct spot *spot)
{
    return spot->written && (spot->threads & (spot->threads - 1)) != 0;
}

bool spots_matters(const struct place *place)
{
    const uint16_t number = *slot_of(place);
    return number != 0 && matters(&spots[number - 1]);
}

struct place *spots_draw(void)
{
    uint64_t all = 0;
    for (int i = 0; i < count; i++) {
        all += matters(&spots[i]);
    }
    uint64_t left = all > 0 ? sampling_below(all) : 0;
    for (int i = 0; i < count; i++) {
        if (matters(&spots[i]) && left-- == 0) {
            return spots[i].place;
        }
    }
    return NULL;
}

const void *spots_before(const struct place *place, bool writes)
{
    const uint16_t number = *slot_of(place);
    if (number == 0 || spots[number - 1].execution != engine.begun) {
        return NULL;
    }
    return writes ? spots[number - 1].last : spots[number - 1].last_write;
}

uint32_t spots_expected(const struct place *place, int thread)
{
    const uint16_t number = *slot_of(place);
    return number == 0 ? 0 : spots[number - 1].most[thread];
}
