/*
 * orders.c - what synchronises with what: a writer publishes a payload, in some cases through a
 * third thread; a reader that sees the flag at its last value reads the payload.
 *
 * Relaxed on either side is a race; release with acquire is none (C17 5.1.2.4p11):
 *
 * Expect -DCASE=RELAXED_BOTH: failed data race
 * Expect -DCASE=RELAXED_STORE: failed data race
 * Expect -DCASE=RELAXED_LOAD: failed data race
 * Expect -DCASE=RELEASE_ACQUIRE: proved
 * Expect -DCASE=SEQUENTIAL: proved
 *
 * A release sequence goes on with read-modify-writes of anybody, and with the same thread's stores,
 * but ends with another one's store (5.1.2.4p10):
 *
 * Expect -DCASE=UPDATED_BETWEEN: proved
 * Expect -DCASE=STORED_AGAIN: proved
 * Expect -DCASE=STORED_BETWEEN: failed data race
 *
 * An exchange that fails only loads, with the second order (7.17.7.4):
 *
 * Expect -DCASE=FAILED_EXCHANGE: failed data race
 * Expect -DCASE=FAILED_ACQUIRE: proved
 *
 * Fences need both sides, too (7.17.4):
 *
 * Expect -DCASE=BOTH_FENCES: proved
 * Expect -DCASE=RELEASE_FENCE: failed data race
 * Expect -DCASE=FENCE_TO_ACQUIRE: proved
 * Expect -DCASE=RELEASE_TO_FENCE: proved
 * Expect -DCASE=FENCE_TOO_LATE: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    RELAXED_BOTH,
    RELAXED_STORE,
    RELAXED_LOAD,
    RELEASE_ACQUIRE,
    SEQUENTIAL,
    UPDATED_BETWEEN,
    STORED_AGAIN,
    STORED_BETWEEN,
    FAILED_EXCHANGE,
    FAILED_ACQUIRE,
    BOTH_FENCES,
    RELEASE_FENCE,
    FENCE_TO_ACQUIRE,
    RELEASE_TO_FENCE,
    FENCE_TOO_LATE,
};

static int payload;
static atomic_int flag;

static void store(int value, memory_order order)
{
    atomic_store_explicit(&flag, value, order);
}

static void *publish(void *argument)
{
    payload = 42;
    switch (CASE) {
    case RELAXED_BOTH:
    case RELAXED_STORE:
        store(2, memory_order_relaxed);
        break;
    case SEQUENTIAL:
        store(2, memory_order_seq_cst);
        break;
    case UPDATED_BETWEEN:
    case STORED_BETWEEN:
        store(1, memory_order_release);
        break;
    case STORED_AGAIN:
        store(1, memory_order_release);
        store(2, memory_order_relaxed);
        break;
    case BOTH_FENCES:
    case RELEASE_FENCE:
    case FENCE_TO_ACQUIRE:
        atomic_thread_fence(memory_order_release);
        store(2, memory_order_relaxed);
        break;
    case FENCE_TOO_LATE:
        store(2, memory_order_relaxed);
        atomic_thread_fence(memory_order_release);
        break;
    default:
        store(2, memory_order_release);
    }
    return argument;
}

/* Knows nothing of the payload. */
static void *pass_on(void *argument)
{
    int one = 1;
    if (CASE == UPDATED_BETWEEN) {
        atomic_compare_exchange_strong_explicit(&flag, &one, 2, memory_order_relaxed,
                                                memory_order_relaxed);
    } else if (CASE == STORED_BETWEEN) {
        if (atomic_load_explicit(&flag, memory_order_relaxed) == 1) {
            store(2, memory_order_relaxed);
        }
    }
    return argument;
}

static int look(void)
{
    int expected = 7;
    int seen;
    switch (CASE) {
    case RELAXED_BOTH:
    case RELAXED_LOAD:
    case RELEASE_FENCE:
        return atomic_load_explicit(&flag, memory_order_relaxed);
    case SEQUENTIAL:
        return atomic_load(&flag);
    case BOTH_FENCES:
    case RELEASE_TO_FENCE:
        seen = atomic_load_explicit(&flag, memory_order_relaxed);
        atomic_thread_fence(memory_order_acquire);
        return seen;
    case FAILED_EXCHANGE:
    case FAILED_ACQUIRE:
        atomic_compare_exchange_strong_explicit(&flag, &expected, 8, memory_order_acquire,
                                                CASE == FAILED_ACQUIRE ? memory_order_acquire
                                                                       : memory_order_relaxed);
        return expected;
    default:
        return atomic_load_explicit(&flag, memory_order_acquire);
    }
}

int main(void)
{
    pthread_t writer, other;
    pthread_create(&writer, NULL, publish, NULL);
    pthread_create(&other, NULL, pass_on, NULL);
    if (look() == 2) {
        assert(payload == 42);
    }
    pthread_join(writer, NULL);
    pthread_join(other, NULL);
    return 0;
}
