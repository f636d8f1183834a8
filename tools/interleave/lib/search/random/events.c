/* events.c - see events.h. */
#include "search/random/events.h"

#include "world/world.h"

#include <stdlib.h>

enum { SLOTS = 4 * MOST_EVENTS };

/* In an open hash table; a slot has 0, or the event's number plus 1. */
STATE static struct event *events = NULL;
STATE static uint16_t *slots = NULL;
STATE static int count = 0;
STATE static uint32_t noted_execution = 0; /* and the step in it: the last that was noted */
STATE static long noted_step = 0;

void events_begin(void)
{
    if (events == NULL) {
        events = __real_malloc(MOST_EVENTS * sizeof *events);
        slots = __real_malloc(SLOTS * sizeof *slots);
        if (events == NULL || slots == NULL) {
            abort();
        }
    }
    __real_memset(slots, 0, SLOTS * sizeof *slots);
    count = 0;
}

static uint16_t *slot_of(const struct place *place, const void *site)
{
    uint64_t hash = ((uintptr_t)place >> 4) * 0x9e3779b97f4a7c15u + (uintptr_t)site;
    hash = hash * 0x9e3779b97f4a7c15u >> 32;
    for (;; hash++) {
        uint16_t *slot = &slots[hash % SLOTS];
        if (*slot == 0 || (events[*slot - 1].place == place && events[*slot - 1].site == site)) {
            return slot;
        }
    }
}

static void note(const struct step *step, struct place *place, int thread)
{
    uint16_t *slot = slot_of(place, step->pc);
    if (*slot == 0) {
        if (count == MOST_EVENTS) {
            return;
        }
        events[count] = (struct event){
            .place = place, .site = step->pc, .reads = !step->blind, .writes = step->writes};
        *slot = (uint16_t)++count;
    }
    struct event *event = &events[*slot - 1];
    if (event->execution != engine.begun) {
        event->execution = engine.begun;
        __real_memset(event->now, 0, sizeof event->now);
    }
    event->threads |= only(thread);
    if (++event->now[thread] > event->most) {
        event->most = event->now[thread];
    }
}

void events_note(int thread)
{
    const struct step *step = &engine.threads[thread].next;
    if (noted_execution == engine.begun && noted_step == engine.steps) {
        return;
    }
    noted_execution = engine.begun;
    noted_step = engine.steps;
    for (int i = 0; i < step->places; i++) {
        note(step, step->place[i], thread);
    }
}

int events_count(void)
{
    return count;
}

const struct event *events_numbered(int number)
{
    return &events[number];
}

uint32_t events_done(const struct event *event, int thread)
{
    return event->execution == engine.begun ? event->now[thread] : 0;
}
