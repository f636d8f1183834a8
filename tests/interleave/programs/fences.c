/*
 * fences.c - the same with fences around relaxed operations, and without the reader's.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static int payload;
static atomic_bool ready;

static void *publish(void *argument)
{
    payload = 42;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&ready, true, memory_order_relaxed);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, publish, NULL);
    if (atomic_load_explicit(&ready, memory_order_relaxed)) {
#ifdef FIXED
        atomic_thread_fence(memory_order_acquire);
#endif
        assert(payload == 42);
    }
    pthread_join(thread, NULL);
    return 0;
}
