/*
 * atomics.c - <stdatomic.h>, as clang -fsanitize=thread calls it, in every size and order.
 *
 * A load returns the newest store. What happens before what follows C17: a release store heads a
 * release sequence, which the same thread's stores and anybody's read-modify-writes continue
 * (5.1.2.4p10); an acquire that reads from it synchronises with its head (7.17.3); a fence makes
 * release and acquire of relaxed operations around it (7.17.4).
 */
#include "memory.h"
#include "objects.h"
#include "record.h"
#include "spin.h"
#include "world.h"

#define HERE __builtin_return_address(0)

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned __int128 u128;

static bool acquires(int order)
{
    return order == __ATOMIC_CONSUME || order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL ||
           order == __ATOMIC_SEQ_CST;
}

static bool releases(int order)
{
    return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static void learn(const struct cell *cell, int order)
{
    struct thread *me = self;
    if (cell->released == NULL) {
        return;
    }
    if (acquires(order)) {
        clock_join(&me->clock, cell->released);
    } else {
        if (!me->has_acquired) {
            me->acquired.known = 0;
            me->has_acquired = true;
        }
        clock_join(&me->acquired, cell->released);
    }
}

static void pass_on(struct cell *cell, int order, bool update)
{
    struct thread *me = self;
    const bool goes_on = update || (cell->released != NULL && cell->released_by == me->id);
    struct clock *before = goes_on ? cell->released : NULL;
    const struct clock *mine = releases(order)    ? &me->clock
                               : me->has_released ? &me->released
                                                  : NULL;
    if (mine == NULL && before == cell->released) {
        return; /* nothing is added, nothing ends */
    }
    if (mine == NULL) {
        cell->released = NULL;
        return;
    }
    struct clock *after = before;
    if (after == NULL) {
        after = cell->released != NULL ? cell->released : scratch(sizeof *after);
        after->known = 0;
    }
    clock_join(after, mine);
    cell->released = after;
    if (!update || before == NULL) {
        cell->released_by = me->id;
    }
    if (releases(order)) {
        me->clock.at[me->id]++;
    }
}

#define ATOMIC_SIZE(bits, type)                                                                \
    type __tsan_atomic##bits##_load(const volatile type *at, int order);                       \
    type __tsan_atomic##bits##_load(const volatile type *at, int order)                        \
    {                                                                                          \
        if (!explored()) {                                                                     \
            return __atomic_load_n(at, __ATOMIC_SEQ_CST);                                      \
        }                                                                                      \
        learn(memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_READ, HERE), order);             \
        return *at;                                                                            \
    }                                                                                          \
    void __tsan_atomic##bits##_store(volatile type *at, type value, int order);                \
    void __tsan_atomic##bits##_store(volatile type *at, type value, int order)                 \
    {                                                                                          \
        if (!explored()) {                                                                     \
            __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                     \
            return;                                                                            \
        }                                                                                      \
        pass_on(memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_WRITE, HERE), order, false);   \
        *at = value;                                                                           \
    }                                                                                          \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile type *at, type *expected,       \
                                                      type desired, int order, int failed);    \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile type *at, type *expected,       \
                                                      type desired, int order, int failed)     \
    {                                                                                          \
        if (!explored()) {                                                                     \
            return __atomic_compare_exchange_n(at, expected, desired, false, __ATOMIC_SEQ_CST, \
                                               __ATOMIC_SEQ_CST);                              \
        }                                                                                      \
        struct cell *cell = memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_UPDATE, HERE);     \
        const type before = *at;                                                               \
        if (before != *expected) {                                                             \
            learn(cell, failed);                                                               \
            world_touch((uintptr_t)expected, sizeof *expected);                                \
            *expected = before;                                                                \
            return 0;                                                                          \
        }                                                                                      \
        learn(cell, order);                                                                    \
        pass_on(cell, order, true);                                                            \
        *at = desired;                                                                         \
        if (desired != before) {                                                               \
            spin_end();                                                                        \
            memory_changed(cell);                                                              \
        }                                                                                      \
        return 1;                                                                              \
    }                                                                                          \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile type *at, type *expected,         \
                                                    type desired, int order, int failed);      \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile type *at, type *expected,         \
                                                    type desired, int order, int failed)       \
    {                                                                                          \
        return __tsan_atomic##bits##_compare_exchange_strong(at, expected, desired, order,     \
                                                             failed);                          \
    }                                                                                          \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected,          \
                                                    type desired, int order, int failed);      \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected,          \
                                                    type desired, int order, int failed)       \
    {                                                                                          \
        __tsan_atomic##bits##_compare_exchange_strong(at, &expected, desired, order, failed);  \
        return expected;                                                                       \
    }                                                                                          \
    UPDATE(bits, type, exchange, value)                                                        \
    UPDATE(bits, type, fetch_add, (type)(before + value))                                      \
    UPDATE(bits, type, fetch_sub, (type)(before - value))                                      \
    UPDATE(bits, type, fetch_and, before &value)                                               \
    UPDATE(bits, type, fetch_or, before | value)                                               \
    UPDATE(bits, type, fetch_xor, before ^ value)                                              \
    UPDATE(bits, type, fetch_nand, (type) ~(before & value))

#define UPDATE(bits, type, name, result)                                                   \
    type __tsan_atomic##bits##_##name(volatile type *at, type value, int order);           \
    type __tsan_atomic##bits##_##name(volatile type *at, type value, int order)            \
    {                                                                                      \
        if (!explored()) {                                                                 \
            return NATIVE_##name(at, value, __ATOMIC_SEQ_CST);                             \
        }                                                                                  \
        struct cell *cell = memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_UPDATE, HERE); \
        learn(cell, order);                                                                \
        pass_on(cell, order, true);                                                        \
        const type before = *at;                                                           \
        const type after = result;                                                         \
        *at = after;                                                                       \
        if (after != before) {                                                             \
            spin_end();                                                                    \
            memory_changed(cell);                                                          \
        }                                                                                  \
        return before;                                                                     \
    }

#define NATIVE_exchange __atomic_exchange_n
#define NATIVE_fetch_add __atomic_fetch_add
#define NATIVE_fetch_sub __atomic_fetch_sub
#define NATIVE_fetch_and __atomic_fetch_and
#define NATIVE_fetch_or __atomic_fetch_or
#define NATIVE_fetch_xor __atomic_fetch_xor
#define NATIVE_fetch_nand __atomic_fetch_nand

ATOMIC_SIZE(8, u8)
ATOMIC_SIZE(16, u16)
ATOMIC_SIZE(32, u32)
ATOMIC_SIZE(64, u64)
ATOMIC_SIZE(128, u128)

static void fence(int order)
{
    struct thread *me = self;
    if (acquires(order) && me->has_acquired) {
        clock_join(&me->clock, &me->acquired);
    }
    if (releases(order)) {
        clock_copy(&me->released, &me->clock);
        me->has_released = true;
        me->clock.at[me->id]++;
    }
}

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    if (!explored()) {
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        return;
    }
    engine_event();
    record_call("atomic_thread_fence", NULL, HERE);
    fence(order);
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
    (void)order;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
