/*
 * dekker.c - the first lock for two (Dijkstra, "Over de sequentialiteit van procesbeschrijvingen",
 * EWD 35, about 1962), with relaxed loads and stores, and fences between them.
 *
 * Expect: proved
 * Expect -DWEAK: failed data race or assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool wants[2];
static atomic_int turn;

#ifdef WEAK
#define FENCE memory_order_acq_rel
#else
#define FENCE memory_order_seq_cst
#endif
static int count;

static void lock(int me)
{
    atomic_store_explicit(&wants[me], true, memory_order_relaxed);
    atomic_thread_fence(FENCE);
    while (atomic_load_explicit(&wants[1 - me], memory_order_relaxed)) {
        if (atomic_load_explicit(&turn, memory_order_relaxed) != me) {
            atomic_store_explicit(&wants[me], false, memory_order_relaxed);
            while (atomic_load_explicit(&turn, memory_order_relaxed) != me) {
                sched_yield();
            }
            atomic_store_explicit(&wants[me], true, memory_order_relaxed);
            atomic_thread_fence(FENCE);
        } else {
            sched_yield();
        }
    }
    atomic_thread_fence(memory_order_acquire);
}

static void unlock(int me)
{
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&turn, 1 - me, memory_order_relaxed);
    atomic_store_explicit(&wants[me], false, memory_order_relaxed);
}

static void *work(void *argument)
{
    const int me = *(const int *)argument;
    lock(me);
    count++;
    unlock(me);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int numbers[2] = {0, 1};
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(count == 2);
    return 0;
}
