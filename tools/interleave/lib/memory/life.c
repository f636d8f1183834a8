/* life.c - see life.h. */
#include "memory/life.h"

#include "engine/record.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "memory/jumps.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "world/world.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

enum { MOST_OUTSIDE = 256 };

/* -- what bytes say -- */

static size_t size_of(enum object_type type)
{
    switch (type) {
    case OBJECT_MUTEX:
    case OBJECT_MTX:
        return sizeof(pthread_mutex_t);
    case OBJECT_CONDITION:
    case OBJECT_CND:
        return sizeof(pthread_cond_t);
    case OBJECT_RWLOCK:
        return sizeof(pthread_rwlock_t);
    case OBJECT_BARRIER:
        return sizeof(pthread_barrier_t);
    case OBJECT_SEMAPHORE:
        return sizeof(sem_t);
    case OBJECT_ONCE:
        return sizeof(pthread_once_t);
    case OBJECT_SPINLOCK:
        return sizeof(pthread_spinlock_t);
    case OBJECT_NONE:
    case OBJECT_THREAD:
        break;
    }
    return 0;
}

/* Whether the bytes from one offset to another are 0. */
static bool is_zero(const char *bytes, size_t from, size_t to)
{
    static const char zero[sizeof(pthread_rwlock_t)] = {0};
    return memcmp(bytes + from, zero, to - from) == 0;
}

/* One whose initialiser is zero, but for a word of flags. */
static bool is_zero_but(const char *bytes, size_t size, size_t offset, unsigned flags)
{
    unsigned word;
    __real_memcpy(&word, bytes + offset, sizeof word);
    return is_zero(bytes, 0, offset) && is_zero(bytes, offset + sizeof word, size) &&
           (word & ~flags) == 0;
}

/* glibc: shared between threads only, or between processes, too. */
static bool is_shared_flag(int flag)
{
    return flag == 0 || flag == 128;
}

/* POSIX gives these no static initialiser: zero is what nobody initialised. */
static bool is_semaphore(const sem_t *semaphore)
{
    int shared;
    __real_memcpy(&shared, (const char *)semaphore + 8, sizeof shared);
    return is_shared_flag(shared) && !is_zero((const void *)semaphore, 0, sizeof *semaphore);
}

static bool is_barrier(const void *barrier)
{
    struct {
        unsigned in, round, count;
        int shared;
    } known;
    __real_memcpy(&known, barrier, sizeof known);
    return known.count > 0 && known.count < 1u << 31 && is_shared_flag(known.shared);
}

/* What an initialiser leaves, or a function such as pthread_mutex_init: where that was, nobody may
 * know. (The words of flags are glibc's.) */
static bool is_initialised(const void *address, enum object_type type)
{
    enum { MUTEX_KINDS = 0x3ff, CONDITION_CLOCK = 3 };
    const int *const word = address;
    switch (type) {
    case OBJECT_MUTEX:
        return is_zero_but(address, sizeof(pthread_mutex_t),
                           offsetof(pthread_mutex_t, __data.__kind), MUTEX_KINDS);
    case OBJECT_CONDITION:
        return is_zero_but(address, sizeof(pthread_cond_t),
                           offsetof(pthread_cond_t, __data.__wrefs), CONDITION_CLOCK);
    case OBJECT_RWLOCK:
        return is_zero_but(address, sizeof(pthread_rwlock_t),
                           offsetof(pthread_rwlock_t, __data.__flags),
                           PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    case OBJECT_BARRIER:
        return is_barrier(address);
    case OBJECT_SEMAPHORE:
        return is_semaphore(address);
    case OBJECT_ONCE:
        return *word == PTHREAD_ONCE_INIT || *word == 2; /* glibc: it was done */
    case OBJECT_SPINLOCK:
#if defined(__x86_64__)
        return *word == 1;
#else
        return false;
#endif
    case OBJECT_MTX:
    case OBJECT_CND:
        return false;
    case OBJECT_NONE:
    case OBJECT_THREAD:
        break;
    }
    return true;
}

/* -- those from before the exploration, among the program's globals -- */

extern char __executable_start[], _end[];

STATE static uintptr_t outside[MOST_OUTSIDE] = {0};
STATE static int outside_count = 0;
STATE static atomic_flag outside_taken = ATOMIC_FLAG_INIT;

static bool is_outside(uintptr_t address)
{
    if (outside_count == MOST_OUTSIDE) {
        return true; /* there may be more of them */
    }
    for (int i = 0; i < outside_count; i++) {
        if (outside[i] == address) {
            return true;
        }
    }
    return false;
}

void life_initialise_outside(const void *address)
{
    const uintptr_t at = (uintptr_t)address;
    if (at < (uintptr_t)__executable_start || at >= (uintptr_t)_end) {
        return;
    }
    while (atomic_flag_test_and_set(&outside_taken)) {
    }
    if (!is_outside(at)) {
        outside[outside_count++] = at;
    }
    atomic_flag_clear(&outside_taken);
}

/* -- on stacks -- */

STATE static struct object *on_stacks = NULL;
STATE static bool frames_known = true; /* of all functions that were looked at */
STATE static bool looked = false;      /* at the program's first function, at least */

void life_forget(void)
{
    looked = false;
}

struct object *life_on_stacks(void)
{
    return on_stacks;
}

void life_put_back_on_stacks(struct object *objects)
{
    on_stacks = objects;
}

void life_begin(void)
{
    objects_touched.count = 0;
    on_stacks = NULL;
    engine.follows_calls = engine.recording || !looked;
}

static bool is_on(const struct thread *thread, uintptr_t address)
{
    const struct fiber *fiber = &thread->fiber;
    return address >= (uintptr_t)fiber->stack_low && address < (uintptr_t)fiber->stack_high;
}

static bool is_on_a_stack(uintptr_t address)
{
    if (address - world.start < world.size || heap_has(address)) {
        return false;
    }
    for (int i = 0; i < engine.count; i++) {
        if (is_on(&engine.threads[i], address)) {
            return true;
        }
    }
    return false;
}

static void list(struct object *object)
{
    if (!object->life.on_stack && is_on_a_stack(object->address)) {
        object->life.on_stack = true;
        object->life.next_on_stack = on_stacks;
        on_stacks = object;
        engine.follows_calls = true;
    }
}

/* What was on the running thread's stack below an address is gone. */
static void leave_objects_below(uintptr_t address)
{
    for (struct object *object = on_stacks; object != NULL; object = object->life.next_on_stack) {
        if (object->address < address && is_on(self, object->address)) {
            object->life.gone = true;
        }
    }
}

static void leave_below(uintptr_t address)
{
    leave_objects_below(address);
    jumps_leave_below(address);
}

/* Where the frame ends whose frame pointer that is, if it is one; else 0. */
static uintptr_t end_of_frame(const uintptr_t *low, const uintptr_t *base)
{
    const bool is_above = base > low && (char *)(base + 2) <= self->fiber.stack_high;
    return is_above ? (uintptr_t)(base + 2) : 0;
}

/* Optimised code keeps no frame pointers, and puts several functions into one: then whatever is on
 * a stack may be another variable than before. */
void life_enter_frame(const uintptr_t *low, const uintptr_t *base, const void *caller)
{
    if (end_of_frame(low, base) == 0 || base[1] != (uintptr_t)caller) {
        frames_known = false;
    }
    leave_below((uintptr_t)low);
    looked = true;
    engine.follows_calls = engine.recording || on_stacks != NULL || jumps_any();
}

void life_leave_frame(const uintptr_t *low, const uintptr_t *base)
{
    const uintptr_t end = end_of_frame(low, base);
    if (frames_known && end != 0) {
        leave_below(end);
    } else {
        leave_objects_below((uintptr_t)self->fiber.stack_high);
    }
}

void life_leave_stack(const struct thread *thread)
{
    for (struct object *object = on_stacks; object != NULL; object = object->life.next_on_stack) {
        if (is_on(thread, object->address)) {
            object->life.gone = true;
        }
    }
}

/* -- from its beginning to its end -- */

/* Else nobody need look what is copied. */
STATE static bool any_met = false;

static void cover(struct object *object)
{
    any_met = true;
    const size_t size = size_of(object->type);
    if (object->life.covers < size) {
        object->life.covers = (uint8_t)size;
        memory_cover(object->address, size);
    }
}

/* Memory of which it is known what was done to it. */
static bool is_the_programs(uintptr_t address)
{
    return address - world.start < world.size || heap_has(address) || is_on_a_stack(address);
}

void life_meet(struct object *object, enum object_type type, const char *call, const void *pc)
{
    const uintptr_t address = object->address;
    const bool is_first = object->life.covers == 0;
    object->life.state = LIFE_STATIC;
    list(object);
    cover(object);
    if (is_the_programs(address) && !is_initialised((const void *)address, type) &&
        !is_outside(address)) {
        engine_event();
        record_call(call, (const void *)address, pc);
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s calls %s on %s that was never initialised.",
                    thread_name(self->id), call, object_type_name(type));
    }
    if (is_first) {
        memory_look(address, pc); /* a store may have come before */
    }
}

/* What the object's state was made by. */
static void note_place(const void *pc)
{
    engine.failed_at[1] = pc;
}

/* A variable in a block of a function may be another one each time. */
static bool may_be_another(const struct life *life, const void *pc)
{
    return life->on_stack && (!frames_known || life->gone || life->at == pc);
}

static void refuse_again(const struct object *object, enum object_type type, const char *call,
                         const void *pc)
{
    const struct life *life = &object->life;
    if (object->type == OBJECT_NONE || life->state == LIFE_DESTROYED ||
        life->state == LIFE_COPIED) {
        return;
    }
    const bool in_use = object_in_use(object);
    if ((!in_use && (object->type != type || may_be_another(life, pc)))) {
        return;
    }
    const char *const what = object_type_name(object->type);
    if (life->state == LIFE_STATIC && life->used_by < 0 && !in_use) {
        return;
    }
    record_call(call, (const void *)object->address, pc);
    if (life->state == LIFE_INITIALISED && !in_use) {
        note_place(life->at);
        engine_fail(INTERLEAVE_MUTEX_MISUSE,
                    "Thread %s initialises %s that thread %s has initialised.",
                    thread_name(self->id), what, thread_name(life->by));
    }
    note_place(life->used_at);
    engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s initialises %s that thread %s %s.",
                thread_name(self->id), what, thread_name(life->used_by),
                in_use ? "uses" : "has used");
}

struct object *life_initialise(const void *address, enum object_type type, const char *call,
                               const void *pc)
{
    struct object *object = object_met(address);
    spin_end();
    self->meets_by = call;
    engine_step(&(struct step){
        .kind = STEP_INITIALISE, .writes = true, .places = 1, .place = {&object->place}, .pc = pc});
    self->ends_objects = true;
    memory_range((uintptr_t)address, size_of(type), true, pc);
    self->ends_objects = false;
    refuse_again(object, type, call, pc);
    object_renew(object, type);
    object->life.state = LIFE_INITIALISED;
    object->life.by = self->id;
    object->life.when = clock_at(&self->clock, self->id);
    object->life.at = pc;
    list(object);
    cover(object);
    if (!engine.alone) {
        record_call(call, address, pc);
    }
    return object;
}

int life_began(struct object *object, int error)
{
    if (error != 0) {
        object_forget(object);
    }
    return error;
}

void life_destroy(struct object *object, const void *pc)
{
    if (!engine.alone) {
        object_tried(object);
    }
    spin_end();
    engine_step(&(struct step){
        .kind = STEP_DESTROY, .writes = true, .places = 1, .place = {&object->place}, .pc = pc});
    life_use(object, pc);
}

void life_end(struct object *object, const void *pc)
{
    object->life.state = LIFE_DESTROYED;
    object->life.by = self->id;
    object->life.when = UINT32_MAX;
    object->life.at = pc;
    engine_reconsider(object); /* who waits for it uses what is destroyed */
}

void life_tell_use(const struct object *object)
{
    note_place(object->life.used_at);
}

void life_refuse_use(const struct object *object, const void *pc)
{
    const struct life *life = &object->life;
    const char *const what = object_type_name(object->type);
    if (life->state == LIFE_INITIALISED) {
        if (engine.options.ignore_races) {
            return;
        }
        if (engine.sections) {
            sections_give_up();
        }
    }
    note_place(life->at);
    record_call(self->meets_by, (const void *)object->address, pc);
    if (life->state == LIFE_COPIED) {
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s uses a copy of %s that thread %s made.",
                    thread_name(self->id), what, thread_name(life->by));
    }
    if (life->state == LIFE_DESTROYED) {
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s uses %s that was destroyed.",
                    thread_name(self->id), what);
    }
    engine_fail(INTERLEAVE_MUTEX_MISUSE,
                "Thread %s uses %s that thread %s initialises, and neither happens before the "
                "other.",
                thread_name(self->id), what, thread_name(life->by));
}

/* -- stores into it -- */

/* Objects that cover an address begin at most so far before it, at a multiple of ALIGNED. */
enum { LARGEST = sizeof(pthread_rwlock_t), ALIGNED = 4 };

static void store_into(struct object *object, bool as_a_whole)
{
    const struct life *life = &object->life;
    const bool in_use = object_in_use(object);
    if (life->on_stack && !in_use && (!frames_known || life->gone || !as_a_whole)) {
        /* Perhaps it is another variable, for which the compiler uses the place again. */
        if (as_a_whole) {
            object_forget(object);
        }
        return;
    }
    if (in_use || life->state == LIFE_INITIALISED) {
        note_place(in_use ? life->used_at : life->at);
        engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s writes over %s that thread %s %s.",
                    thread_name(self->id), object_type_name(object->type),
                    thread_name(in_use ? life->used_by : life->by),
                    in_use ? "uses" : "has initialised");
    }
    object_forget(object);
}

/* Is it about to be initialised, by the thread that stores, as it was when it was last there? Then
 * what is ordered after that is ordered after the store. */
static bool comes_before_init(const struct object *object)
{
    return object->execution != engine.execution && object->life.by == self->id;
}

/* From now on each use is held against such stores. Its unlock becomes a step, so the search begins
 * anew. */
static void watch(struct object *object)
{
    if (engine.alone || object->life.watched || comes_before_init(object)) {
        return;
    }
    object->life.watched = true;
    if (object->execution == engine.execution && object->life.used_by >= 0) {
        engine.again = true;
    }
    object_tried(object);
}

void life_store(uintptr_t start, size_t size, bool in_bulk)
{
    const uintptr_t end = start + size;
    for (uintptr_t at = (start & ~(uintptr_t)7) - LARGEST; at < end; at += ALIGNED) {
        struct object *object = object_ever(at);
        if (object == NULL || at + object->life.covers <= start) {
            continue;
        }
        watch(object);
        if (object_known(at) != NULL && at + size_of(object->type) > start) {
            store_into(object, in_bulk && start == at);
        }
    }
}

/* Whether nobody may use a copy of the object: of a static initialiser, anybody may. */
static bool is_one_only(const struct object *object)
{
    return object->life.state == LIFE_INITIALISED || object->life.state == LIFE_COPIED ||
           (object->life.state == LIFE_STATIC && object->life.used_by >= 0);
}

static void copy_object(const struct object *object, uintptr_t to, const void *pc)
{
    struct object *copy = object_met((const void *)to); /* NOLINT(performance-no-int-to-ptr) */
    object_renew(copy, object->type);
    copy->life.state = LIFE_COPIED;
    copy->life.by = self->id;
    copy->life.when = UINT32_MAX;
    copy->life.at = pc;
    list(copy);
    cover(copy);
}

void life_copy(uintptr_t to, uintptr_t from, size_t size, const void *pc)
{
    for (uintptr_t at = from; any_met && to != from && at < from + size; at = (at | 7) + 1) {
        const struct cell *cell = cell_known(at);
        for (uintptr_t one = at & ~(uintptr_t)7;
             cell != NULL && cell->guarded != 0 && one <= (at | 7); one += ALIGNED) {
            const struct object *object = object_known(one);
            if (object != NULL && is_one_only(object) && one >= from &&
                one + size_of(object->type) <= from + size) {
                copy_object(object, to + (one - from), pc);
            }
        }
    }
}

struct place *life_place(uintptr_t address)
{
    for (uintptr_t at = (address & ~(uintptr_t)7) - LARGEST; at <= address; at += ALIGNED) {
        const struct object *object = object_ever(at);
        if (object != NULL && at + object->life.covers > address) {
            return &object_met((const void *)at)->place; /* NOLINT(performance-no-int-to-ptr) */
        }
    }
    return NULL;
}
