/*
 * atomics.c - <stdatomic.h>, as clang -fsanitize=thread calls it, in every size and order.
 *
 * A load returns the newest store, unless orders apply (orders.h). What happens before what follows
 * C17: a release store heads a release sequence, which the same thread's stores and anybody's
 * read-modify-writes continue (5.1.2.4p10); an acquire that reads from it synchronises with its
 * head (7.17.3); a fence makes release and acquire of relaxed operations around it (7.17.4).
 */
#include "engine/endless.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "engine/spurious.h"
#include "memory/happens.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/orders.h"
#include "memory/weaken.h"
#include "world/world.h"

#include <pthread.h>
#include <string.h>

#define HERE __builtin_return_address(0)

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned __int128 u128;

bool __wrap___atomic_compare_exchange(size_t size, void *at, void *expected, void *desired,
                                      int order, int failed);

/* See interleave_weak.h, whose macros are not for the library itself. */
_Bool interleave_exchange_weak(size_t size, volatile void *object, void *expected,
                               const void *desired, int success, int failure);

/* What was released with the object's last store; made if need be. */
static struct release *release_of(struct cell *cell, uintptr_t at, size_t size)
{
    for (struct release *release = cell->releases; release != NULL; release = release->next) {
        if (release->start == at && release->size == size) {
            return release;
        }
    }
    struct release *release = scratch(sizeof *release);
    *release = (struct release){.next = cell->releases, .start = at, .size = size, .by = -1};
    cell->releases = release;
    return release;
}

static void pass_on(struct cell *cell, uintptr_t at, size_t size, int order, bool update)
{
    struct thread *me = self;
    struct release *release = release_of(cell, at, size);
    const bool releases = order_releases(order);
    const bool goes_on = update || (!releases && release->clock != NULL &&
                                    release->by == me->id); /* else it adds nothing to its own */
    if (!update && !releases && !engine.alone) {
        place_count_orders(&span_of(cell, bytes_in_cell(at, size))->place);
    }
    struct clock *before = goes_on ? release->clock : NULL;
    const struct clock *mine = happens_released(me, order);
    cell->locations = NULL;
    if (mine == NULL && before == release->clock) {
        return; /* nothing is added, nothing ends */
    }
    if (mine == NULL) {
        release->clock = NULL;
        return;
    }
    if (before != NULL) {
        clock_join(before, mine);
    } else {
        release->clock = release->clock != NULL ? release->clock : scratch(sizeof *release->clock);
        clock_copy(release->clock, mine);
    }
    if (!update || before == NULL) {
        release->by = me->id;
    }
    happens_stored(me, order);
}

/* For whether an exchange is weaker than seq_cst, whichever way it ends. */
static int weaker(int order, int failed)
{
    return order != __ATOMIC_SEQ_CST ? order : failed;
}

/* What comes below in one turn of a loop must leave nothing there, see sweep_stack. */
#define APART __attribute__((noinline))

/* A part of each call that has it, so that HERE is where the program made that call. */
#define EACH_ITS_OWN inline __attribute__((always_inline))

/* Tells what the operation is done with, and keeps all registers that a call preserves in the frame
 * of the call: for endless.h, this is the thread's state. For spin.h, the whole frame is: what the
 * compiler would leave free there to align it has a value, too. */
#define OPERATES(with)                                    \
    volatile uint64_t aligns __attribute__((unused)) = 0; \
    __builtin_unwind_init();                              \
    self->operand = (with)

/* Both orders of a compare-exchange at that object, if they are to be weaker than they are. */
#define WEAKEN_EXCHANGE(at, order, failed)                                                     \
    if (__builtin_expect(weakening, 0)) {                                                      \
        const struct asked asked = {                                                           \
            OPERATION_COMPARE_EXCHANGE, sizeof *(at), (uintptr_t)(at), HERE, {order, failed}}; \
        const struct given_orders given = weaken(&asked);                                      \
        (order) = given.order;                                                                 \
        (failed) = given.failed;                                                               \
    }

/* In one word, however many there are. */
static EACH_ITS_OWN uint64_t fold(u128 value)
{
    return (uint64_t)value ^ (uint64_t)(value >> 64) * 0x9e3779b97f4a7c15;
}

#define ATOMIC_SIZE(bits, type)                                                                    \
    type __tsan_atomic##bits##_load(const volatile type *at, int order);                           \
    type __tsan_atomic##bits##_load(const volatile type *at, int order)                            \
    {                                                                                              \
        if (!explored_reversibly()) {                                                              \
            return __atomic_load_n(at, __ATOMIC_SEQ_CST);                                          \
        }                                                                                          \
        order = weakened(OPERATION_LOAD, at, sizeof *at, order, HERE);                             \
        OPERATES(0);                                                                               \
        struct cell *cell = memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_READ, HERE);           \
        if (orders_apply(sizeof *at, order)) {                                                     \
            const type value = (type)orders_load(cell, (uintptr_t)at, sizeof *at, order);          \
            sweep_stack();                                                                         \
            return value;                                                                          \
        }                                                                                          \
        memory_learn(cell, (uintptr_t)at, sizeof *at, order);                                      \
        endless_leave_no_trace();                                                                  \
        return *at;                                                                                \
    }                                                                                              \
    void __tsan_atomic##bits##_store(volatile type *at, type value, int order);                    \
    void __tsan_atomic##bits##_store(volatile type *at, type value, int order)                     \
    {                                                                                              \
        if (!explored_reversibly()) {                                                              \
            __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                         \
            return;                                                                                \
        }                                                                                          \
        order = weakened(OPERATION_STORE, at, sizeof *at, order, HERE);                            \
        OPERATES(fold(value));                                                                     \
        struct cell *cell = memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_WRITE, HERE);          \
        if (orders_apply(sizeof *at, order)) {                                                     \
            orders_store(cell, (uintptr_t)at, sizeof *at, (uint64_t)value, order);                 \
            sweep_stack();                                                                         \
            return;                                                                                \
        }                                                                                          \
        pass_on(cell, (uintptr_t)at, sizeof *at, order, false);                                    \
        endless_leave_no_trace();                                                                  \
        *at = value;                                                                               \
    }                                                                                              \
    static APART int weak_compare##bits(struct cell *cell, volatile type *at, type *expected,      \
                                        type desired, int order, int failed)                       \
    {                                                                                              \
        uint64_t wanted = (uint64_t)*expected;                                                     \
        if (orders_compare_exchange(cell, (uintptr_t)at, sizeof *at, &wanted, (uint64_t)desired,   \
                                    order, failed)) {                                              \
            return 1;                                                                              \
        }                                                                                          \
        world_touch((uintptr_t)expected, sizeof *expected);                                        \
        *expected = (type)wanted;                                                                  \
        return 0;                                                                                  \
    }                                                                                              \
    static EACH_ITS_OWN int exchange_if_same##bits(                                                \
        struct cell *cell, volatile type *at, type *expected, type desired, int order, int failed) \
    {                                                                                              \
        const type before = *at;                                                                   \
        if (before != *expected) {                                                                 \
            memory_learn(cell, (uintptr_t)at, sizeof *at, failed);                                 \
            world_touch((uintptr_t)expected, sizeof *expected);                                    \
            *expected = before;                                                                    \
            return 0;                                                                              \
        }                                                                                          \
        memory_learn(cell, (uintptr_t)at, sizeof *at, order);                                      \
        pass_on(cell, (uintptr_t)at, sizeof *at, order, true);                                     \
        *at = desired;                                                                             \
        if (desired != before) {                                                                   \
            spin_end();                                                                            \
            memory_changed(cell, (uintptr_t)at, sizeof *at);                                       \
        }                                                                                          \
        return 1;                                                                                  \
    }                                                                                              \
    static EACH_ITS_OWN int compare_exchange##bits(volatile type *at, type *expected,              \
                                                   type desired, int order, int failed)            \
    {                                                                                              \
        if (!explored_reversibly()) {                                                              \
            return __atomic_compare_exchange_n(at, expected, desired, false, __ATOMIC_SEQ_CST,     \
                                               __ATOMIC_SEQ_CST);                                  \
        }                                                                                          \
        WEAKEN_EXCHANGE(at, order, failed);                                                        \
        OPERATES(fold(desired));                                                                   \
        self->expected = fold(*expected);                                                          \
        struct cell *cell = memory_compare((uintptr_t)at, sizeof *at, expected, HERE);             \
        if (orders_apply(sizeof *at, weaker(order, failed))) {                                     \
            const int same = weak_compare##bits(cell, at, expected, desired, order, failed);       \
            sweep_stack();                                                                         \
            return same;                                                                           \
        }                                                                                          \
        const int same = exchange_if_same##bits(cell, at, expected, desired, order, failed);       \
        endless_leave_no_trace();                                                                  \
        return same;                                                                               \
    }                                                                                              \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile type *at, type *expected,           \
                                                      type desired, int order, int failed);        \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile type *at, type *expected,           \
                                                      type desired, int order, int failed)         \
    {                                                                                              \
        return compare_exchange##bits(at, expected, desired, order, failed);                       \
    }                                                                                              \
    static EACH_ITS_OWN bool may_fail##bits(volatile void *object, void *expected, type desired,   \
                                            int order, int failed)                                 \
    {                                                                                              \
        volatile type *at = object;                                                                \
        if (!explored_reversibly()) {                                                              \
            return __atomic_compare_exchange_n(at, (type *)expected, desired, true,                \
                                               __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                \
        }                                                                                          \
        WEAKEN_EXCHANGE(at, order, failed);                                                        \
        spin_asks_more(true);                                                                      \
        memory_access((uintptr_t)expected, sizeof *at, PLAIN_READ, HERE);                          \
        spin_asks_more(false);                                                                     \
        type value = *(type *)expected;                                                            \
        OPERATES(fold(desired));                                                                   \
        self->expected = fold(value);                                                              \
        struct cell *cell = memory_compare((uintptr_t)at, sizeof *at, &value, HERE);               \
        const bool orders = orders_apply(sizeof *at, weaker(order, failed));                       \
        int same;                                                                                  \
        if ((orders || *at == value) && spurious_failure()) {                                      \
            same = 0;                                                                              \
            record_note("compare_exchange_weak", (const void *)at, "fails without a reason",       \
                        HERE);                                                                     \
            if (orders) {                                                                          \
                value = (type)orders_load(cell, (uintptr_t)at, sizeof *at, failed);                \
            } else {                                                                               \
                memory_learn(cell, (uintptr_t)at, sizeof *at, failed);                             \
            }                                                                                      \
        } else if (orders) {                                                                       \
            same = weak_compare##bits(cell, at, &value, desired, order, failed);                   \
        } else {                                                                                   \
            same = exchange_if_same##bits(cell, at, &value, desired, order, failed);               \
        }                                                                                          \
        if (orders) {                                                                              \
            sweep_stack();                                                                         \
        }                                                                                          \
        if (!same) {                                                                               \
            memory_access((uintptr_t)expected, sizeof *at, PLAIN_STORE, HERE);                     \
            *(type *)expected = value;                                                             \
        }                                                                                          \
        return same;                                                                               \
    }                                                                                              \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile type *at, type *expected,             \
                                                    type desired, int order, int failed);          \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile type *at, type *expected,             \
                                                    type desired, int order, int failed)           \
    {                                                                                              \
        return compare_exchange##bits(at, expected, desired, order, failed);                       \
    }                                                                                              \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected,              \
                                                    type desired, int order, int failed);          \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected,              \
                                                    type desired, int order, int failed)           \
    {                                                                                              \
        compare_exchange##bits(at, &expected, desired, order, failed);                             \
        return expected;                                                                           \
    }                                                                                              \
    UPDATE(bits, type, exchange, value)                                                            \
    UPDATE(bits, type, fetch_add, (type)(before + value))                                          \
    UPDATE(bits, type, fetch_sub, (type)(before - value))                                          \
    UPDATE(bits, type, fetch_and, before &value)                                                   \
    UPDATE(bits, type, fetch_or, before | value)                                                   \
    UPDATE(bits, type, fetch_xor, before ^ value)                                                  \
    UPDATE(bits, type, fetch_nand, (type) ~(before & value))

#define UPDATE(bits, type, name, result)                                                    \
    static APART type weak_##name##bits(struct cell *cell, volatile type *at, type value,   \
                                        int order)                                          \
    {                                                                                       \
        const struct update update = orders_update(cell, (uintptr_t)at, sizeof *at, order); \
        const type before = (type)update.value;                                             \
        const type after = result;                                                          \
        orders_updated(&update, (uint64_t)after);                                           \
        return before;                                                                      \
    }                                                                                       \
    type __tsan_atomic##bits##_##name(volatile type *at, type value, int order);            \
    type __tsan_atomic##bits##_##name(volatile type *at, type value, int order)             \
    {                                                                                       \
        if (!explored_reversibly()) {                                                       \
            return NATIVE_##name(at, value, __ATOMIC_SEQ_CST);                              \
        }                                                                                   \
        order = weakened(KIND_##name, at, sizeof *at, order, HERE);                         \
        OPERATES(fold(value));                                                              \
        struct cell *cell = memory_atomic((uintptr_t)at, sizeof *at, ATOMIC_UPDATE, HERE);  \
        if (orders_apply(sizeof *at, order)) {                                              \
            const type before = weak_##name##bits(cell, at, value, order);                  \
            sweep_stack();                                                                  \
            return before;                                                                  \
        }                                                                                   \
        memory_learn(cell, (uintptr_t)at, sizeof *at, order);                               \
        pass_on(cell, (uintptr_t)at, sizeof *at, order, true);                              \
        const type before = *at;                                                            \
        const type after = result;                                                          \
        *at = after;                                                                        \
        if (after != before) {                                                              \
            spin_end();                                                                     \
            memory_changed(cell, (uintptr_t)at, sizeof *at);                                \
        }                                                                                   \
        endless_leave_no_trace();                                                           \
        return before;                                                                      \
    }

#define NATIVE_exchange __atomic_exchange_n
#define NATIVE_fetch_add __atomic_fetch_add
#define NATIVE_fetch_sub __atomic_fetch_sub
#define NATIVE_fetch_and __atomic_fetch_and
#define NATIVE_fetch_or __atomic_fetch_or
#define NATIVE_fetch_xor __atomic_fetch_xor
#define NATIVE_fetch_nand __atomic_fetch_nand

#define KIND_exchange OPERATION_EXCHANGE
#define KIND_fetch_add OPERATION_FETCH_ADD
#define KIND_fetch_sub OPERATION_FETCH_SUB
#define KIND_fetch_and OPERATION_FETCH_AND
#define KIND_fetch_or OPERATION_FETCH_OR
#define KIND_fetch_xor OPERATION_FETCH_XOR
#define KIND_fetch_nand OPERATION_FETCH_NAND

ATOMIC_SIZE(8, u8)
ATOMIC_SIZE(16, u16)
ATOMIC_SIZE(32, u32)
ATOMIC_SIZE(64, u64)
ATOMIC_SIZE(128, u128)

static uint64_t hash_words(uint64_t hash, const uint64_t *from, const uint64_t *to)
{
    for (; from < to; from++) {
        hash = (hash ^ *from) * 0x100000001b3;
        hash ^= hash >> 29;
    }
    return hash;
}

/* The stack above the frame, and the registers that a call preserves, which it keeps: one number
 * (FNV-1a, by words). */
static uint64_t state_above(const uint64_t *frame)
{
#if defined(__x86_64__)
    enum { BELOW = 5, CALL = 2 }; /* kept below what the frame's pointer points to */
#else
    enum { BELOW = 0, CALL = 0 }; /* above it */
#endif
    const uint64_t hash = hash_words(0xcbf29ce484222325, frame - BELOW, frame);
    return hash_words(hash, frame + CALL, (const uint64_t *)self->fiber.stack_high);
}

_Bool interleave_exchange_weak(size_t size, volatile void *object, void *expected,
                               const void *desired, int success, int failure)
{
    __builtin_unwind_init(); /* keeps all registers that a call preserves in this frame */
    if (explored_reversibly()) {
        spurious_arrive(HERE, state_above(__builtin_frame_address(0)));
        memory_range((uintptr_t)desired, size, false, HERE);
    }
    switch (size) {
    case 1:
        return may_fail8(object, expected, *(const u8 *)desired, success, failure);
    case 2:
        return may_fail16(object, expected, *(const u16 *)desired, success, failure);
    case 4:
        return may_fail32(object, expected, *(const u32 *)desired, success, failure);
    case 8:
        return may_fail64(object, expected, *(const u64 *)desired, success, failure);
    case 16:
        return may_fail128(object, expected, *(const u128 *)desired, success, failure);
    default:
        return __wrap___atomic_compare_exchange(size, (void *)(uintptr_t)object, expected,
                                                (void *)(uintptr_t)desired, success, failure);
    }
}

static void fence(int order)
{
    struct thread *me = self;
    if (order_acquires(order) && me->has_acquired) {
        clock_join(&me->clock, &me->acquired);
    }
    if (order == __ATOMIC_SEQ_CST && engine.weak && !engine.alone) {
        orders_fence();
    }
    if (order_releases(order)) {
        clock_copy(&me->released, &me->clock);
        me->has_released = true;
        me->clock.at[me->id]++;
    }
}

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    if (!explored_reversibly()) {
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        return;
    }
    engine_event();
    record_call("atomic_thread_fence", NULL, HERE);
    fence(weakened(OPERATION_FENCE, NULL, 0, order, HERE));
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
    (void)order;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/*
 * -- objects of more than 16 bytes --
 *
 * The compiler leaves these to a library that locks; here each operation is one step, and seq_cst.
 * Plain accesses beyond the first eight bytes are not held against it, so there is no proof.
 */

enum { FIRST = 8 };

int __real_pthread_mutex_lock(pthread_mutex_t *);
int __real_pthread_mutex_unlock(pthread_mutex_t *);

/* While nothing is explored. */
STATE static pthread_mutex_t large = PTHREAD_MUTEX_INITIALIZER;

static struct cell *begin_large(void *at, size_t size, enum access_kind kind, const void *pc)
{
    if (!explored_reversibly()) {
        __real_pthread_mutex_lock(&large);
        return NULL;
    }
    engine_uncontrolled("an atomic object of more than 16 bytes");
    spin_asks_more(true);
    struct cell *cell = memory_atomic((uintptr_t)at, FIRST, kind, pc);
    spin_asks_more(false);
    memory_learn(cell, (uintptr_t)at, FIRST, __ATOMIC_SEQ_CST);
    if (kind != ATOMIC_READ) {
        pass_on(cell, (uintptr_t)at, FIRST, __ATOMIC_SEQ_CST, kind == ATOMIC_UPDATE);
        world_touch((uintptr_t)at, size);
    }
    return cell;
}

static void end_large(struct cell *cell)
{
    if (cell == NULL) {
        __real_pthread_mutex_unlock(&large);
    }
}

static void copy_large(void *to, const void *from, size_t size)
{
    if (explored_reversibly()) {
        world_touch((uintptr_t)to, size);
    }
    __real_memcpy(to, from, size);
}

static void changed_large(struct cell *cell, const void *at)
{
    if (cell != NULL) {
        spin_end();
        memory_changed(cell, (uintptr_t)at, FIRST);
    }
}

void __wrap___atomic_load(size_t size, void *at, void *value, int order);
void __wrap___atomic_load(size_t size, void *at, void *value, int order)
{
    (void)order;
    struct cell *cell = begin_large(at, size, ATOMIC_READ, HERE);
    copy_large(value, at, size);
    end_large(cell);
}

void __wrap___atomic_store(size_t size, void *at, void *value, int order);
void __wrap___atomic_store(size_t size, void *at, void *value, int order)
{
    (void)order;
    struct cell *cell = begin_large(at, size, ATOMIC_WRITE, HERE);
    __real_memcpy(at, value, size);
    end_large(cell);
}

void __wrap___atomic_exchange(size_t size, void *at, void *value, void *before, int order);
void __wrap___atomic_exchange(size_t size, void *at, void *value, void *before, int order)
{
    (void)order;
    struct cell *cell = begin_large(at, size, ATOMIC_UPDATE, HERE);
    copy_large(before, at, size);
    __real_memcpy(at, value, size);
    changed_large(cell, at);
    end_large(cell);
}

bool __wrap___atomic_compare_exchange(size_t size, void *at, void *expected, void *desired,
                                      int order, int failed);
bool __wrap___atomic_compare_exchange(size_t size, void *at, void *expected, void *desired,
                                      int order, int failed)
{
    (void)order;
    (void)failed;
    struct cell *cell = begin_large(at, size, ATOMIC_UPDATE, HERE);
    const bool same = memcmp(at, expected, size) == 0;
    if (same) {
        __real_memcpy(at, desired, size);
        changed_large(cell, at);
    } else {
        copy_large(expected, at, size);
    }
    end_large(cell);
    return same;
}
