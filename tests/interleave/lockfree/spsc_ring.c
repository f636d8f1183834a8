/*
 * spsc_ring.c - a ring for one producer and one consumer: each index is written by one of them, and
 * published with release (Lamport, "Proving the correctness of multiprocess programs", 1977; with
 * the orders of C11).
 *
 * Expect: proved
 * Expect -DWEAK_HEAD: failed data race
 * Expect -DWEAK_TAIL: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

enum { ROOM = 1, ITEMS = 2 };

static int items[ROOM];
static atomic_uint head; /* of the next item that is written; the producer's */
static atomic_uint tail; /* of the next one that is read; the consumer's */

#ifdef WEAK_HEAD
#define HEAD_STORE memory_order_relaxed
#else
#define HEAD_STORE memory_order_release
#endif
#ifdef WEAK_TAIL
#define TAIL_STORE memory_order_relaxed
#else
#define TAIL_STORE memory_order_release
#endif

static void *produce(void *argument)
{
    for (int i = 1; i <= ITEMS; i++) {
        const unsigned at = atomic_load_explicit(&head, memory_order_relaxed);
        while (at - atomic_load_explicit(&tail, memory_order_acquire) == ROOM) {
            sched_yield();
        }
        items[at % ROOM] = i;
        atomic_store_explicit(&head, at + 1, HEAD_STORE);
    }
    return argument;
}

static void *consume(void *argument)
{
    for (int i = 1; i <= ITEMS; i++) {
        const unsigned at = atomic_load_explicit(&tail, memory_order_relaxed);
        while (atomic_load_explicit(&head, memory_order_acquire) == at) {
            sched_yield();
        }
        assert(items[at % ROOM] == i);
        atomic_store_explicit(&tail, at + 1, TAIL_STORE);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, produce, NULL);
    pthread_create(&threads[1], NULL, consume, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
