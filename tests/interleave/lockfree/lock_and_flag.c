/*
 * lock_and_flag.c - a lock and a number that is waited for, side by side in eight bytes, as members
 * of a struct are. That steps at the one leave the other alone makes a proof of it possible; so
 * does that no turn of a loop that waits counts, whichever value it read.
 *
 * Expect: proved
 * Expect -DNEVER: failed livelock
 * Expect -DRELAXED: failed data race
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { STEPS = 12 };
#ifdef NEVER
enum { WANTED = STEPS + 1 };
#else
enum { WANTED = STEPS };
#endif
#ifdef RELAXED
#define RELEASE memory_order_relaxed
#else
#define RELEASE memory_order_release
#endif

static struct {
    _Alignas(8) atomic_int count;
    atomic_int lock;
} both;
static int guarded, told;

static void add(void)
{
    int open = 0;
    while (!atomic_compare_exchange_strong_explicit(&both.lock, &open, 1, memory_order_acquire,
                                                    memory_order_relaxed)) {
        open = 0;
    }
    guarded++;
    atomic_store_explicit(&both.lock, 0, memory_order_release);
}

static void *count(void *argument)
{
    add();
    told = 1;
    for (int i = 1; i <= STEPS; i++) {
        atomic_store_explicit(&both.count, i, RELEASE);
    }
    return argument;
}

static void *await(void *argument)
{
    int seen;
    do {
        seen = atomic_load_explicit(&both.count, memory_order_acquire);
    } while (seen != WANTED);
    told++;
    add();
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, count, NULL);
    pthread_create(&threads[1], NULL, await, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
