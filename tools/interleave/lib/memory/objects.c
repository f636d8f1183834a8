/* objects.c - what threads meet at, and whether they can go on; see objects.h. */
#include "memory/objects.h"

#include "memory/memory.h"
#include "world/world.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECTS_AT_ONCE = 64 };

STATE static struct object *no_objects[1] = {NULL};
STATE static struct object **table = no_objects;
STATE static size_t table_mask = 0;
STATE static size_t object_count = 0;
STATE static struct object *spare = NULL;
STATE static int spares = 0;
STATE struct objects_touched objects_touched = {.count = 0};

static size_t slot_of(uintptr_t address)
{
    return (size_t)((address >> 2) * 0x9e3779b97f4a7c15u >> 24);
}

static void grow(void)
{
    enum { FIRST_ROOM = 256 };
    const size_t old_room = table_mask + 1;
    struct object **old = table;
    const size_t room = old == no_objects ? FIRST_ROOM : old_room * 2;
    table = __real_calloc(room, sizeof *table);
    if (table == NULL) {
        abort();
    }
    table_mask = room - 1;
    for (size_t i = 0; i < old_room; i++) {
        if (old[i] != NULL) {
            size_t at = slot_of(old[i]->address) & table_mask;
            while (table[at] != NULL) {
                at = (at + 1) & table_mask;
            }
            table[at] = old[i];
        }
    }
    if (old != no_objects) {
        __real_free(old);
    }
}

/* The slot of an address, empty if there never was an object. */
static struct object **slot_for(uintptr_t address)
{
    size_t at = slot_of(address) & table_mask;
    while (table[at] != NULL && table[at]->address != address) {
        at = (at + 1) & table_mask;
    }
    return &table[at];
}

struct object *object_ever(uintptr_t address)
{
    return *slot_for(address);
}

struct object *objects_next(size_t *at)
{
    while (*at <= table_mask) {
        struct object *object = table[(*at)++];
        if (object != NULL && object->execution == engine.execution &&
            object->type != OBJECT_NONE) {
            return object;
        }
    }
    return NULL;
}

struct object *object_known(uintptr_t address)
{
    struct object *object = object_ever(address);
    return object != NULL && object->execution == engine.execution && object->type != OBJECT_NONE
               ? object
               : NULL;
}

__attribute__((noinline)) static struct object *find_in_table(uintptr_t address)
{
    if (object_count * 2 >= table_mask) {
        grow();
    }
    struct object **slot = slot_for(address);
    if (*slot != NULL) {
        return *slot;
    }
    if (spares == 0) {
        spare = __real_calloc(OBJECTS_AT_ONCE, sizeof *spare);
        if (spare == NULL) {
            abort();
        }
        spares = OBJECTS_AT_ONCE;
    }
    struct object *object = spare++;
    spares--;
    object->address = address;
    object_count++;
    *slot = object;
    return object;
}

/* The object at the address, made if need be: most likely the one that was asked for before. */
__attribute__((always_inline)) static inline struct object *find(uintptr_t address)
{
    if (objects_touched.found == NULL || objects_touched.found->address != address) {
        struct object *object = table[slot_of(address) & table_mask];
        objects_touched.found =
            object != NULL && object->address == address ? object : find_in_table(address);
    }
    return objects_touched.found;
}

size_t objects_ever(void)
{
    return object_count;
}

static void add_touched(struct object *object)
{
    if (objects_touched.count == objects_touched.room) {
        objects_touched.room = objects_touched.room == 0 ? 64 : objects_touched.room * 2;
        objects_touched.objects = __real_realloc(
            objects_touched.objects, objects_touched.room * sizeof *objects_touched.objects);
        if (objects_touched.objects == NULL) {
            abort();
        }
    }
    objects_touched.objects[objects_touched.count++] = object;
}

void object_renew(struct object *object, enum object_type type)
{
    if (object->execution != engine.execution) {
        add_touched(object);
    }
    const uintptr_t address = object->address;
    const bool tried = object->tried;
    const bool strict = object->strict;
    const bool outlasts = object->outlasts;
    const uint32_t version = object->version;
    const struct place place = object->place;
    const bool was_of_this = object->execution == engine.execution;
    struct life life = {.covers = object->life.covers,
                        .watched = object->life.watched,
                        .on_stack = was_of_this && object->life.on_stack,
                        .by = -1,
                        .used_by = -1,
                        .next_on_stack = object->life.next_on_stack};
    *object = (struct object){.address = address,
                              .execution = engine.execution,
                              .type = type,
                              .life = life,
                              .tried = tried,
                              .strict = strict,
                              .outlasts = outlasts,
                              .owner = -1,
                              .serial = -1};
    if (was_of_this) {
        object->place = place; /* steps at the address before this object still count */
        object->version = version;
    }
    place_renew(&object->place);
    place_renew(&object->readers_place);
}

const char *object_type_name(enum object_type type)
{
    static const char *const names[] = {
        [OBJECT_NONE] = "nothing",      [OBJECT_MUTEX] = "a mutex",
        [OBJECT_RWLOCK] = "a rwlock",   [OBJECT_CONDITION] = "a condition variable",
        [OBJECT_BARRIER] = "a barrier", [OBJECT_SEMAPHORE] = "a semaphore",
        [OBJECT_ONCE] = "a once",       [OBJECT_SPINLOCK] = "a spin lock",
        [OBJECT_MTX] = "an mtx_t",      [OBJECT_CND] = "a cnd_t",
        [OBJECT_THREAD] = "a thread",
    };
    return names[type];
}

/* There is none of that type at its address, so far. */
__attribute__((noinline)) static void meet_anew(struct object *object, enum object_type type,
                                                const char *call, const void *pc)
{
    const bool is_there = object->execution == engine.execution && object->type != OBJECT_NONE;
    if (is_there && !object->life.gone && object->life.state != LIFE_DESTROYED) {
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s calls %s on %s.", thread_name(self->id),
                    call, object_type_name(object->type));
    }
    object_renew(object, type);
    life_meet(object, type, call, pc);
}

struct object *object_at(const void *address, enum object_type type, const char *call,
                         const void *pc)
{
    memory_meet((uintptr_t)address, call, pc);
    struct object *object = find((uintptr_t)address);
    if (__builtin_expect(object->execution != engine.execution || object->type != type, 0)) {
        meet_anew(object, type, call, pc);
    }
    if (__builtin_expect(object->life.watched, 0)) {
        memory_look((uintptr_t)address, pc);
    }
    return object;
}

struct object *object_met(const void *address)
{
    struct object *object = find((uintptr_t)address);
    if (object->execution != engine.execution) {
        add_touched(object);
        object->execution = engine.execution;
        object->type = OBJECT_NONE; /* so what the rest says doesn't hold */
        object->life.used_by = -1;
        object->life.on_stack = false;
        object->version = 0;
        place_renew(&object->place);
    }
    return object;
}

void object_forget(struct object *object)
{
    object->type = OBJECT_NONE;
}

bool object_in_use(const struct object *object)
{
    if (object->owner >= 0 || object->readers != 0 || object->waiting != 0 ||
        (object->type == OBJECT_ONCE && object->value == 1)) {
        return true;
    }
    for (int i = 0; i < engine.count && object->type == OBJECT_SEMAPHORE; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state == ALIVE && thread->next.object == object &&
            thread->next.kind == STEP_TAKE && !step_possible((struct thread *)thread)) {
            return true;
        }
    }
    return false;
}

void object_tried(struct object *object)
{
    if (!object->tried) {
        object->tried = true;
        engine.again = engine.again || !engine.replay.endless;
    }
}

void objects_in_freed(uintptr_t start, size_t size)
{
    for (size_t i = 0; i <= table_mask; i++) {
        struct object *object = table[i];
        if (object != NULL && object->execution == engine.execution &&
            object->address - start < size && object->type != OBJECT_NONE) {
            if ((object->type == OBJECT_MUTEX || object->type == OBJECT_MTX) &&
                object->owner >= 0) {
                engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s frees %s that thread %s holds.",
                            thread_name(self->id), object_type_name(object->type),
                            thread_name(object->owner));
            }
            object_count_orders(object);
            object_forget(object);
        }
    }
}

void object_count_orders(struct object *object)
{
    if (engine.sections && !engine.alone && !object->strict) {
        object->strict = true;
        engine.again = true;
    }
}
