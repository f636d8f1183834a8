/*
 * release_goes_on.c - the thread that published stores again, relaxed: that is still part of the
 * release sequence (C17 5.1.2.4p10; C++20 has dropped it). Another thread's store ends it.
 *
 * Expect: proved
 * Expect -DANOTHER: failed data race
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int data;
static atomic_int state;

static void *publish(void *argument)
{
    data = 1;
    atomic_store_explicit(&state, 1, memory_order_release);
#ifndef ANOTHER
    atomic_store_explicit(&state, 2, memory_order_relaxed);
#endif
    return argument;
}

static void *confirm(void *argument)
{
#ifdef ANOTHER
    if (atomic_load_explicit(&state, memory_order_relaxed) == 1) {
        atomic_store_explicit(&state, 2, memory_order_relaxed);
    }
#endif
    return argument;
}

static void *use(void *argument)
{
    if (atomic_load_explicit(&state, memory_order_acquire) == 2) {
        return data == 1 ? argument : &data;
    }
    return argument;
}

int main(void)
{
    void *(*const work[])(void *) = {publish, confirm, use};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, work[i], NULL);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
