/*
 * ticket_lock.c - a lock that serves in the order of arrival (Mellor-Crummey and Scott, "Algorithms
 * for scalable synchronization on shared-memory multiprocessors", TOCS 1991).
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

static atomic_uint next, served;

#ifdef WEAK
#define SERVE memory_order_relaxed
#else
#define SERVE memory_order_release
#endif
static int count;

static void lock(int me)
{
    (void)me;
    const unsigned mine = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
    while (atomic_load_explicit(&served, memory_order_acquire) != mine) {
        sched_yield();
    }
}

static void unlock(int me)
{
    (void)me;
    const unsigned now = atomic_load_explicit(&served, memory_order_relaxed);
    atomic_store_explicit(&served, now + 1, SERVE);
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
