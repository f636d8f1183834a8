/* sync.c - see sync.h. */
#include "engine/sync.h"

#include "engine/engine.h"
#include "engine/sections.h"

static struct clock *new_clock(void)
{
    struct clock *clock = scratch(sizeof *clock);
    clock->known = 0;
    return clock;
}

void clock_release(struct clock **to)
{
    struct thread *me = self;
    if (engine.in_section) {
        sections_spoil();
    }
    if (*to == NULL) {
        *to = new_clock();
    }
    clock_join(*to, &me->clock);
    me->clock.at[me->id]++;
}

void clock_acquire(const struct clock *from)
{
    if (from != NULL) {
        clock_join(&self->clock, from);
    }
}

void place_release(struct place *place)
{
    if (engine.in_section) {
        sections_spoil();
    }
    place_renew(place);
    if (place->left == NULL) {
        place->left = new_clock();
    }
    clock_join(place->left, self->depends);
}
