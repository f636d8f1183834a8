/*
 * test_and_set.c - a spin lock by test-and-set; let go by a relaxed store, it guards nothing.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_flag taken = ATOMIC_FLAG_INIT;
static int count;

static void *add(void *argument)
{
    for (int i = 0; i < 2; i++) {
        while (atomic_flag_test_and_set_explicit(&taken, memory_order_acquire)) {
            sched_yield();
        }
        count++;
#ifdef FIXED
        atomic_flag_clear_explicit(&taken, memory_order_release);
#else
        atomic_flag_clear_explicit(&taken, memory_order_relaxed);
#endif
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, add, NULL);
    pthread_create(&threads[1], NULL, add, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    assert(count == 4);
    return 0;
}
