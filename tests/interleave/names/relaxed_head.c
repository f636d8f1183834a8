/*
 * relaxed_head.c - the head of a ring is published without a release, so that the reader may find
 * an old slot behind it.
 *
 * Sentence: Stale read: pop reads slot from before push's store, which its memory order allows. A
 * Sentence: release store to head, and an acquire load that reads it, would forbid it.
 * Row: loads slot → 0 (relaxed), stale
 * Row: stores head ← 1 (relaxed)
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int slot, head;

static void *push(void *unused)
{
    atomic_store_explicit(&slot, 42, memory_order_relaxed);
    atomic_store_explicit(&head, 1, memory_order_relaxed);
    return unused;
}

static void *pop(void *unused)
{
    if (atomic_load_explicit(&head, memory_order_acquire) == 1) {
        const int value = atomic_load_explicit(&slot, memory_order_relaxed);
        assert(value == 42);
    }
    return unused;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, push, NULL);
    pthread_create(&other, NULL, pop, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
