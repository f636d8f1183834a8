/*
 * lock_beside_data.c - a spin lock in the same eight bytes as what it guards: who waits for it is
 * in the same state in each turn.
 *
 * Expect: proved
 * Expect -DTESTS_FIRST: proved
 * Expect -DSETS_BIT: proved
 * Expect -DRELAXED: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static struct {
    atomic_int taken;
    int count;
} guarded;

#ifdef RELAXED
static const memory_order gives = memory_order_relaxed;
#else
static const memory_order gives = memory_order_release;
#endif

static void lock(void)
{
#ifdef TESTS_FIRST
    do {
        while (atomic_load_explicit(&guarded.taken, memory_order_relaxed) != 0) {
        }
    } while (atomic_exchange_explicit(&guarded.taken, 1, memory_order_acquire) != 0);
#elif defined SETS_BIT
    while ((atomic_fetch_or(&guarded.taken, 2) & 2) != 0) {
    }
#else
    while (atomic_exchange_explicit(&guarded.taken, 1, memory_order_acquire) != 0) {
    }
#endif
}

static void *count_one(void *argument)
{
    lock();
    guarded.count++;
    atomic_store_explicit(&guarded.taken, 0, gives);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, count_one, NULL);
    pthread_create(&threads[1], NULL, count_one, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    assert(guarded.count == 2);
    return 0;
}
