/*
 * keys.c - thread-specific data. Keys made before the exploration are the C library's; those of an
 * execution have numbers above all of its.
 */
#include "calls/hidden.h"
#include "calls/threads.h"
#include "engine/record.h"
#include "engine/sections.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "world/world.h"

#include <limits.h>

#define HERE __builtin_return_address(0)

enum { KEYS = 64, FIRST_KEY = 1 << 16, DESTRUCTOR_TURNS = PTHREAD_DESTRUCTOR_ITERATIONS };

enum key_state { KEY_UNUSED, KEY_MADE, KEY_DELETED };

struct key {
    enum key_state state;
    void (*destructor)(void *);
    const void *at;             /* where it was made or deleted */
    uint32_t used[MAX_THREADS]; /* each thread's clock at its last use */
};

STATE static struct key keys[KEYS] = {{.state = KEY_UNUSED}};
STATE static uint32_t key_execution = 0;
STATE static bool made_outside[PTHREAD_KEYS_MAX] = {false};
static uint64_t keys_made = 0; /* stands for all of that */

int __real_pthread_key_create(pthread_key_t *, void (*)(void *));
int __real_pthread_key_delete(pthread_key_t);
void *__real_pthread_getspecific(pthread_key_t);
int __real_pthread_setspecific(pthread_key_t, const void *);

/* Keys that nobody ever had come first, so that a use of a deleted one is seen. */
static struct key *unused_key(void)
{
    struct key *deleted = NULL;
    for (int i = 0; i < KEYS; i++) {
        if (keys[i].state == KEY_UNUSED) {
            return &keys[i];
        }
        deleted = deleted == NULL && keys[i].state == KEY_DELETED ? &keys[i] : deleted;
    }
    return deleted;
}

int key_create(pthread_key_t *key, void (*destructor)(void *), const void *pc)
{
    hidden_update(&keys_made, pc);
    if (key_execution != engine.execution) {
        key_execution = engine.execution;
        __real_memset(keys, 0, sizeof keys);
    }
    struct key *fresh = unused_key();
    if (fresh == NULL) {
        engine_refuse_for("pthread_key_create for more than 64 keys", "one key for a struct");
    }
    *fresh = (struct key){.state = KEY_MADE, .destructor = destructor, .at = pc};
    const int number = (int)(fresh - keys);
    for (int i = 0; i < engine.count; i++) {
        engine.threads[i].keys[number] = NULL;
    }
    memory_range((uintptr_t)key, sizeof *key, true, pc);
    *key = (pthread_key_t)(FIRST_KEY + number);
    return 0;
}

void key_made_outside(pthread_key_t key)
{
    if (key < PTHREAD_KEYS_MAX) {
        made_outside[key] = true;
    }
}

static bool is_outside(pthread_key_t key)
{
    return key < PTHREAD_KEYS_MAX && made_outside[key];
}

static void note_use(struct key *key)
{
    key->used[self->id] = clock_at(&self->clock, self->id);
}

/* The key of that number in this execution. Ends it if there is none (POSIX.1-2017,
 * pthread_getspecific: the effect is undefined). */
static struct key *key_of(pthread_key_t number, const char *call, const void *pc)
{
    const pthread_key_t index = number - FIRST_KEY;
    struct key *key = index < KEYS && key_execution == engine.execution ? &keys[index] : NULL;
    if (key != NULL && key->state == KEY_MADE) {
        return key;
    }
    const bool is_deleted = key != NULL && key->state == KEY_DELETED;
    engine_event();
    record_call(call, NULL, pc);
    engine.failed_at[1] = is_deleted ? key->at : NULL;
    engine_fail(INTERLEAVE_MUTEX_MISUSE, "Thread %s calls %s with a key that %s.",
                thread_name(self->id), call, is_deleted ? "was deleted" : "was never created");
}

/* A use that isn't ordered before may as well come after. */
static void refuse_deletion(const struct key *key, const void *pc)
{
    for (int i = 0; i < engine.count && !engine.options.ignore_races; i++) {
        if (i != self->id && key->used[i] > clock_at(&self->clock, i)) {
            if (engine.sections) {
                sections_give_up();
            }
            engine.failed_at[0] = pc;
            engine_fail(INTERLEAVE_MUTEX_MISUSE,
                        "Thread %s deletes a key that thread %s uses, and neither happens before "
                        "the other.",
                        thread_name(self->id), thread_name(i));
        }
    }
}

int key_delete(pthread_key_t number, const char *call, const void *pc)
{
    if (is_outside(number)) {
        return __real_pthread_key_delete(number);
    }
    hidden_update(&keys_made, pc);
    struct key *key = key_of(number, call, pc);
    refuse_deletion(key, pc);
    key->state = KEY_DELETED;
    key->at = pc;
    return 0;
}

void *key_get(pthread_key_t number, const char *call, const void *pc)
{
    if (is_outside(number)) {
        return __real_pthread_getspecific(number);
    }
    struct key *key = key_of(number, call, pc);
    note_use(key);
    return (void *)self->keys[key - keys];
}

int key_set(pthread_key_t number, const void *value, const char *call, const void *pc)
{
    if (is_outside(number)) {
        return __real_pthread_setspecific(number, value);
    }
    struct key *key = key_of(number, call, pc);
    note_use(key);
    self->has_keys = true;
    self->keys[key - keys] = value;
    return 0;
}

static void run_destructors(struct thread *me)
{
    bool again = true;
    for (int turn = 0; turn < DESTRUCTOR_TURNS && again; turn++) {
        again = false;
        for (int i = 0; i < KEYS; i++) {
            void *value = (void *)me->keys[i];
            if (value != NULL && keys[i].state == KEY_MADE && keys[i].destructor != NULL) {
                me->keys[i] = NULL;
                note_use(&keys[i]);
                keys[i].destructor(value);
                again = true;
            }
        }
    }
}

void threads_leave(struct thread *thread)
{
    if (key_execution == engine.execution && thread->has_keys) {
        /* Which keys there are still matters, so this is a step as far as that may change. */
        memory_access((uintptr_t)&keys_made, sizeof keys_made, ATOMIC_READ, NULL);
        run_destructors(thread);
    }
}

int __wrap_pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int __wrap_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    if (explored()) {
        return key_create(key, destructor, HERE);
    }
    const int error = __real_pthread_key_create(key, destructor);
    if (error == 0) {
        key_made_outside(*key);
    }
    return error;
}

int __wrap_pthread_key_delete(pthread_key_t key);
int __wrap_pthread_key_delete(pthread_key_t key)
{
    if (explored()) {
        return key_delete(key, "pthread_key_delete", HERE);
    }
    if (key < PTHREAD_KEYS_MAX) {
        made_outside[key] = false;
    }
    return __real_pthread_key_delete(key);
}

void *__wrap_pthread_getspecific(pthread_key_t key);
void *__wrap_pthread_getspecific(pthread_key_t key)
{
    return explored() ? key_get(key, "pthread_getspecific", HERE) : __real_pthread_getspecific(key);
}

int __wrap_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value)
{
    return explored() ? key_set(key, value, "pthread_setspecific", HERE)
                      : __real_pthread_setspecific(key, value);
}
