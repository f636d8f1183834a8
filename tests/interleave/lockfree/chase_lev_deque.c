/*
 * chase_lev_deque.c - a deque whose owner works at the bottom, while thieves steal from the top
 * (Chase and Lev, SPAA 2005), with the orders of Lê, Pop, Cohen, Zappa Nardelli, "Correct and
 * efficient work-stealing for weak memory models", PPoPP 2013.
 *
 * Expect: proved
 * Expect -DWEAK: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { ROOM = 4, NOTHING = 0 };

static atomic_int items[ROOM];
static atomic_long top, bottom;
static int taken[4], stolen[4]; /* how often each item */

#ifdef WEAK
#define FENCE memory_order_acq_rel
#else
#define FENCE memory_order_seq_cst
#endif

static void push(int item)
{
    const long at = atomic_load_explicit(&bottom, memory_order_relaxed);
    atomic_store_explicit(&items[at % ROOM], item, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&bottom, at + 1, memory_order_relaxed);
}

static int take(void)
{
    const long at = atomic_load_explicit(&bottom, memory_order_relaxed) - 1;
    atomic_store_explicit(&bottom, at, memory_order_relaxed);
    atomic_thread_fence(FENCE);
    long first = atomic_load_explicit(&top, memory_order_relaxed);
    int item = NOTHING;
    if (first <= at) {
        item = atomic_load_explicit(&items[at % ROOM], memory_order_relaxed);
        if (first == at) {
            if (!atomic_compare_exchange_strong_explicit(
                    &top, &first, first + 1, memory_order_seq_cst, memory_order_relaxed)) {
                item = NOTHING;
            }
            atomic_store_explicit(&bottom, at + 1, memory_order_relaxed);
        }
    } else {
        atomic_store_explicit(&bottom, at + 1, memory_order_relaxed);
    }
    return item;
}

static int steal(void)
{
    long first = atomic_load_explicit(&top, memory_order_acquire);
    atomic_thread_fence(FENCE);
    const long at = atomic_load_explicit(&bottom, memory_order_acquire);
    if (first >= at) {
        return NOTHING;
    }
    const int item = atomic_load_explicit(&items[first % ROOM], memory_order_relaxed);
    return atomic_compare_exchange_strong_explicit(&top, &first, first + 1, memory_order_seq_cst,
                                                   memory_order_relaxed)
               ? item
               : NOTHING;
}

static void *thief(void *argument)
{
    stolen[steal()]++;
    stolen[steal()]++;
    return argument;
}

int main(void)
{
    pthread_t thread;
    push(1);
    push(2);
    pthread_create(&thread, NULL, thief, NULL);
    taken[take()]++;
    taken[take()]++;
    pthread_join(thread, NULL);
    assert(taken[1] + stolen[1] == 1);
    assert(taken[2] + stolen[2] == 1);
    return 0;
}
