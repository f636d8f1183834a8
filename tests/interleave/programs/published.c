/*
 * published.c - a payload behind a flag: published by a relaxed store, which orders nothing.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef FIXED
#define PUBLISH memory_order_release
#define SEE memory_order_acquire
#else
#define PUBLISH memory_order_relaxed
#define SEE memory_order_acquire
#endif

static int payload;
static atomic_bool ready;

static void *publish(void *argument)
{
    payload = 42;
    atomic_store_explicit(&ready, true, PUBLISH);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, publish, NULL);
    if (atomic_load_explicit(&ready, SEE)) {
        assert(payload == 42);
    }
    pthread_join(thread, NULL);
    return 0;
}
