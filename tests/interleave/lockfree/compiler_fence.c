/*
 * compiler_fence.c - a message behind a flag that is loaded relaxed. A signal fence orders nothing
 * between threads (C17 7.17.4.2); a thread fence does.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifdef FIXED
#define FENCE atomic_thread_fence
#else
#define FENCE atomic_signal_fence
#endif

static int message;
static atomic_int flag;

static void *send(void *argument)
{
    message = 1;
    atomic_store_explicit(&flag, 1, memory_order_release);
    return argument;
}

static void *take(void *argument)
{
    if (atomic_load_explicit(&flag, memory_order_relaxed) != 0) {
        FENCE(memory_order_acquire);
        message = 2;
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, send, NULL);
    pthread_create(&threads[1], NULL, take, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
