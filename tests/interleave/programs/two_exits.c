/*
 * two_exits.c - two threads call exit: whichever of them is first calls what atexit registered,
 * while the other one may still go on.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int cleared, other;

static void clear(void)
{
    atomic_store(&cleared, 1);
}

static void *look_and_exit(void *argument)
{
    const int now = atomic_load_explicit(&cleared, memory_order_relaxed);
#ifdef FIXED
    (void)now;
#else
    assert(now == 0);
#endif
    exit(argument != NULL);
}

static void *exit_too(void *argument)
{
    (void)atomic_load(&other);
    exit(argument != NULL);
}

int main(void)
{
    pthread_t threads[2];
    atexit(clear);
    pthread_create(&threads[0], NULL, look_and_exit, NULL);
    pthread_create(&threads[1], NULL, exit_too, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
