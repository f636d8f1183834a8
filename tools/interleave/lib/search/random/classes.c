/* classes.c - see classes.h. */
#include "search/random/classes.h"

#include "world/world.h"

#include <stdlib.h>

enum { SLOTS = 4 * MOST_CLASSES };

/* In an open hash table; a slot has 0, or the class's number plus 1. */
STATE static struct step_class *classes = NULL;
STATE static uint16_t *slots = NULL;
STATE static int count = 0;
STATE static uint32_t noted_execution = 0; /* and the step in it: the last that was noted */
STATE static long noted_step = 0;

void classes_begin(void)
{
    if (classes == NULL) {
        classes = __real_malloc(MOST_CLASSES * sizeof *classes);
        slots = __real_malloc(SLOTS * sizeof *slots);
        if (classes == NULL || slots == NULL) {
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
        if (*slot == 0 || (classes[*slot - 1].place == place && classes[*slot - 1].site == site)) {
            return slot;
        }
    }
}

static void note(const struct step *step, struct place *place, int thread)
{
    uint16_t *slot = slot_of(place, step->pc);
    if (*slot == 0) {
        if (count == MOST_CLASSES) {
            return;
        }
        classes[count] = (struct step_class){
            .place = place, .site = step->pc, .reads = !step->blind, .writes = step->writes};
        *slot = (uint16_t)++count;
    }
    struct step_class *class = &classes[*slot - 1];
    if (class->execution != engine.begun) {
        class->execution = engine.begun;
        __real_memset(class->now, 0, sizeof class->now);
    }
    class->threads |= only(thread);
    if (++class->now[thread] > class->most) {
        class->most = class->now[thread];
    }
}

void classes_note(int thread)
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

int classes_count(void)
{
    return count;
}

const struct step_class *classes_numbered(int number)
{
    return &classes[number];
}

uint32_t classes_done(const struct step_class *class, int thread)
{
    return class->execution == engine.begun ? class->now[thread] : 0;
}
