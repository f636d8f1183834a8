/* sections.c - see sections.h. */
#include "engine/sections.h"

#include "core/path.h"
#include "engine/engine.h"
#include "engine/sync.h"

enum { MOST_TOUCHES = 32 };

/* The one that is open. The first touch is of the lock itself. */
struct section {
    int thread;
    struct object *object;
    section_ends *ends; /* is told */
    int touch_count;
    int absorbed; /* the touch of an atomic operation, 0: none */
    struct touch touches[MOST_TOUCHES];
};
STATE static struct section open = {0};

void sections_begin(const struct thread *thread, section_ends *ends)
{
    open.thread = thread->id;
    open.object = thread->next.object;
    open.touches[0] = (struct touch){.place = &open.object->place, .writes = false};
    open.ends = ends;
    open.touch_count = 1;
    open.absorbed = 0;
    engine.in_section = true;
}

void sections_acquire(struct object *object)
{
    const bool is_open = engine.in_section && open.object == object;
    clock_acquire(is_open ? object->ordered : object->clock);
}

void sections_release(struct object *object)
{
    if (engine.in_section && open.object == object) {
        engine.in_section = false;
        open.ends(open.touches, open.touch_count, &self->clock);
        clock_release(&object->clock);
        return;
    }
    clock_release(&object->clock);
    place_release(&object->place);
    if (engine.sections) {
        object->ordered = clock_kept(object->clock);
    }
}

static struct touch *touch_of(const struct place *place)
{
    for (int i = open.touch_count - 1; i > 0; i--) {
        if (open.touches[i].place == place) {
            return &open.touches[i];
        }
    }
    return NULL;
}

/* What the sections of the same lock released with which the open one has this place in common. */
static void learn(const struct place *place, bool write)
{
    const struct touch *touch = place->last;
    for (; touch != NULL; touch = write ? touch->before : touch->write) {
        const struct node *node = &path.nodes[touch->node];
        if (node->touches[0].place == open.touches[0].place && (touch->writes || write)) {
            clock_acquire(node->released);
            if (touch->writes) {
                break;
            }
        }
    }
}

static void touch_place(struct place *place, bool write)
{
    struct touch *touch = touch_of(place);
    if (touch != NULL && (touch->writes || !write)) {
        return;
    }
    if (touch == NULL && open.touch_count == MOST_TOUCHES) {
        sections_spoil();
        return;
    }
    place_renew(place);
    learn(place, write);
    if (touch != NULL) {
        touch->writes = true;
    } else {
        open.touches[open.touch_count++] = (struct touch){.place = place, .writes = write};
    }
}

void sections_touch(struct cell *cell, uint8_t bytes, bool write)
{
    spans_cover(cell, bytes);
    for (struct span *span = &cell->span; span != NULL && engine.in_section; span = span->next) {
        if ((span->bytes & bytes) != 0) {
            touch_place(&span->place, write);
        }
    }
}

bool sections_absorb(struct place *place, bool write)
{
    if (open.absorbed != 0 || self->spin.parked) {
        return false;
    }
    touch_place(place, write);
    if (!engine.in_section) {
        return false;
    }
    open.absorbed = (int)(touch_of(place) - open.touches);
    return true;
}

void sections_spoil(void)
{
    int count = 1;
    open.touches[0].writes = true;
    if (open.absorbed != 0) {
        open.touches[count++] = open.touches[open.absorbed];
    }
    engine.in_section = false;
    open.ends(open.touches, count, NULL);
    if (self != NULL && self->id == open.thread) {
        clock_acquire(open.object->clock);
    }
}

void sections_give_up(void)
{
    engine.no_sections = true;
    engine.again = true;
    engine.cut = true;
    engine_end();
}

const void *sections_open(size_t *size)
{
    *size = sizeof open;
    return &open;
}
