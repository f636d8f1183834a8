/* objects.c - what threads meet at, and whether they can go on; see objects.h. */
#include "memory/objects.h"

#include "calls/signals.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "search/proof/sections.h"
#include "world/world.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE __attribute__((section("interleave_state")))

enum { OBJECTS_AT_ONCE = 64, EARLY_TIMEOUTS = 1 };

STATE static struct object *no_objects[1] = {NULL};
STATE static struct object **table = no_objects;
STATE static size_t table_mask = 0;
STATE static size_t object_count = 0;
STATE static struct object *spare = NULL;
STATE static int spares = 0;

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
    STATE static struct object *found = NULL;
    if (found == NULL || found->address != address) {
        struct object *object = table[slot_of(address) & table_mask];
        found = object != NULL && object->address == address ? object : find_in_table(address);
    }
    return found;
}

void object_renew(struct object *object, enum object_type type)
{
    const uintptr_t address = object->address;
    const bool tried = object->tried;
    const bool strict = object->strict;
    const bool outlasts = object->outlasts;
    const uint32_t version = object->version;
    const struct place place = object->place;
    const bool was_of_this = object->execution == engine.execution;
    struct life life = {.covered = object->life.covered,
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
            sections_count_orders(object);
            object_forget(object);
        }
    }
}

/* Whether what it is about to do lets the thread go on. */
static bool is_free(const struct thread *thread)
{
    const struct object *object = thread->next.object;
    switch (thread->next.kind) {
    case STEP_LOCK:
    case STEP_TIMED_LOCK:
        return object->owner < 0 && object->readers == 0;
    case STEP_WOKEN:
        return thread->signalled;
    case STEP_SHARED_LOCK: /* waiting: writers, where they come first */
        return object->owner < 0 && object->waiting == 0;
    case STEP_EXCLUSIVE_LOCK:
        return object->owner < 0 && object->readers == 0;
    case STEP_LEAVE:
        return !has(object->waiting, thread->id);
    case STEP_TAKE:
        return object->value > 0 || object->life.state == LIFE_DESTROYED;
    case STEP_ONCE:
        return object->value != 1;
    case STEP_JOIN:
        return engine.threads[thread->waits_for].state == FINISHED;
    case STEP_SYSTEM:
        return thread->ready == NULL || thread->ready(thread);
    case STEP_DELIVER:
        return signals_deliverable(thread);
    case STEP_HANG:
        return false;
    default:
        return true;
    }
}

/* The same for a thread whose wait may end otherwise, or not for that. */
__attribute__((noinline)) static bool may_go_on(struct thread *thread)
{
    if (thread->covered) {
        return false;
    }
    if (thread->roused) {
        return true;
    }
    if (thread->spin.parked && spin_must_wait(thread)) {
        return false;
    }
    if (thread->timed || thread->spurious) {
        if (thread->timed_out || (!thread->patient && thread->timeouts < EARLY_TIMEOUTS)) {
            return true;
        }
        engine.timeouts_bounded = engine.timeouts_bounded || !thread->patient;
    }
    return is_free(thread);
}

bool step_possible(struct thread *thread)
{
    const int other =
        thread->covered | thread->roused | thread->spin.parked | thread->timed | thread->spurious;
    if (__builtin_expect(other, 0)) {
        return may_go_on(thread);
    }
    if (thread->next.kind == STEP_LOCK) {
        return thread->next.object->owner < 0 && thread->next.object->readers == 0;
    }
    return is_free(thread);
}

/* "M" is the main thread; the others go from A on, past M, then from a on. */
const char *thread_name(int thread)
{
    static const char letters[] = "MABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    STATE static char names[4][8] = {{0}};
    STATE static int turn = 0;
    turn = (turn + 1) % 4;
    if (thread < (int)sizeof letters - 1) {
        snprintf(names[turn], sizeof names[turn], "%c", letters[thread]);
    } else {
        snprintf(names[turn], sizeof names[turn], "(%d)", thread);
    }
    return names[turn];
}

int thread_named(const char *text, const char **end)
{
    static const char letters[] = "MABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *at = *text != '\0' ? strchr(letters, *text) : NULL;
    if (at != NULL) {
        *end = text + 1;
        return (int)(at - letters);
    }
    if (*text == '(') {
        char *stop;
        const long number = strtol(text + 1, &stop, 10);
        if (stop != text + 1 && *stop == ')' && number >= 0 && number < MAX_THREADS) {
            *end = stop + 1;
            return (int)number;
        }
    }
    return -1;
}

/* What a thread waits for, and the thread that has it, or is to have it first; -1: none. */
struct wait {
    const char *what;
    int by;
};

/* Returns text: the same in words. */
static const char *waiting_for(const struct thread *thread, struct wait *wait, char *text,
                               size_t size)
{
    const struct object *object = thread->next.object;
    const char *const name = thread_name(thread->id);
    *wait = (struct wait){"write", -1};
    if (thread->covered) {
        snprintf(text, size, "%s is interrupted by a signal", name);
        return text;
    }
    switch (thread->next.kind) {
    case STEP_JOIN:
        *wait = (struct wait){"end", thread->waits_for};
        snprintf(text, size, "%s waits for %s to end", name, thread_name(thread->waits_for));
        break;
    case STEP_LOCK:
    case STEP_TIMED_LOCK:
    case STEP_SHARED_LOCK:
    case STEP_EXCLUSIVE_LOCK:
        if (thread->spin.parked) {
            snprintf(text, size, "%s loops", name);
            break;
        }
        *wait = (struct wait){"lock", object->owner};
        if (object->owner >= 0) {
            snprintf(text, size, "%s waits for a lock that %s holds", name,
                     object->owner == thread->id ? "it" : thread_name(object->owner));
        } else if (thread->next.kind == STEP_SHARED_LOCK && object->waiting != 0) {
            *wait = (struct wait){"writer", lowest(object->waiting)};
            snprintf(text, size, "%s waits for a lock for which writer %s waits", name,
                     thread_name(wait->by));
        } else {
            snprintf(text, size, "%s waits for a lock that readers hold", name);
        }
        break;
    case STEP_WOKEN:
        wait->what = object->signals_missed > 0 ? "missed signal" : "signal";
        snprintf(text, size, "%s waits for a signal%s", name,
                 object->signals_missed > 0 ? " that came before it waited" : "");
        break;
    case STEP_LEAVE:
        wait->what = "barrier";
        snprintf(text, size, "%s waits at a barrier for %d more", name,
                 object->needed - count_of(object->arrived));
        break;
    case STEP_TAKE:
        wait->what = "semaphore";
        snprintf(text, size, "%s waits for a semaphore", name);
        break;
    case STEP_ONCE:
        wait->what = "once";
        snprintf(text, size, "%s waits for pthread_once", name);
        break;
    case STEP_SYSTEM:
        wait->what = thread->awaits;
        snprintf(text, size, "%s waits for %s", name, thread->awaits);
        break;
    case STEP_HANG:
        snprintf(text, size, "%s loops without end", name);
        break;
    default:
        snprintf(text, size, "%s loops and waits for a write", name);
        break;
    }
    return text;
}

const char *objects_tell_wait(const struct thread *thread, char *text, size_t size)
{
    struct wait wait;
    waiting_for(thread, &wait, text, size);
    record_stuck(thread, wait.what, wait.by);
    return text;
}

void objects_tell_deadlock(void)
{
    char all[300] = "";
    char one[100];
    enum interleave_failure failure = INTERLEAVE_DEADLOCK;
    size_t length = 0;
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state != ALIVE || thread->next.kind == STEP_DELIVER) {
            continue;
        }
        if (thread->next.kind == STEP_WOKEN && thread->next.object->signals_missed > 0) {
            failure = INTERLEAVE_LOST_WAKEUP;
        } else if ((thread->spin.parked || thread->next.kind == STEP_HANG) &&
                   failure == INTERLEAVE_DEADLOCK) {
            failure = INTERLEAVE_LIVELOCK;
        }
        objects_tell_wait(thread, one, sizeof one);
        if (length < sizeof all) {
            length += (size_t)snprintf(all + length, sizeof all - length, "%s%s",
                                       length > 0 ? ", " : "", one);
        }
    }
    engine_fail(failure, "%s: %s.",
                failure == INTERLEAVE_LOST_WAKEUP ? "Lost wake-up"
                : failure == INTERLEAVE_LIVELOCK  ? "Livelock"
                                                  : "Deadlock",
                all);
}

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
