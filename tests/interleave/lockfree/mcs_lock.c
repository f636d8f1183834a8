/*
 * mcs_lock.c - a lock whose waiters each spin on a word of their own (Mellor-Crummey and Scott,
 * "Algorithms for scalable synchronization on shared-memory multiprocessors", TOCS 1991).
 *
 * Expect: proved
 * Expect -DWEAK: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct waiter {
    _Atomic(struct waiter *) next;
    atomic_bool waits;
};

static struct waiter waiters[2];
static _Atomic(struct waiter *) last;

#ifdef WEAK
#define HAND_OVER memory_order_relaxed
#else
#define HAND_OVER memory_order_release
#endif
static int count;

static void lock(int me)
{
    struct waiter *mine = &waiters[me];
    atomic_store_explicit(&mine->next, NULL, memory_order_relaxed);
    atomic_store_explicit(&mine->waits, true, memory_order_relaxed);
    struct waiter *before = atomic_exchange_explicit(&last, mine, memory_order_acq_rel);
    if (before != NULL) {
        atomic_store_explicit(&before->next, mine, memory_order_release);
        while (atomic_load_explicit(&mine->waits, memory_order_acquire)) {
            sched_yield();
        }
    }
}

static void unlock(int me)
{
    struct waiter *mine = &waiters[me];
    struct waiter *next = atomic_load_explicit(&mine->next, memory_order_acquire);
    if (next == NULL) {
        struct waiter *expected = mine;
        if (atomic_compare_exchange_strong_explicit(&last, &expected, NULL, memory_order_release,
                                                    memory_order_relaxed)) {
            return;
        }
        while ((next = atomic_load_explicit(&mine->next, memory_order_acquire)) == NULL) {
            sched_yield();
        }
    }
    atomic_store_explicit(&next->waits, false, HAND_OVER);
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
