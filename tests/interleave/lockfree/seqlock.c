/*
 * seqlock.c - a pair that is read without a lock, and read again if it was written meanwhile
 * (Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012, figure 6).
 *
 * Expect: proved
 * Expect -DWEAK_FENCE: failed assertion
 * Expect -DWEAK_DATA: failed data race or assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_uint sequence;
#ifdef WEAK_DATA
static int first, second;
#define READ(data) (data)
#define WRITE(data, value) ((data) = (value))
#else
static atomic_int first, second;
#define READ(data) atomic_load_explicit(&(data), memory_order_relaxed)
#define WRITE(data, value) atomic_store_explicit(&(data), (value), memory_order_relaxed)
#endif

static void *write_pair(void *argument)
{
    const unsigned now = atomic_load_explicit(&sequence, memory_order_relaxed);
    atomic_store_explicit(&sequence, now + 1, memory_order_relaxed);
#ifndef WEAK_FENCE
    atomic_thread_fence(memory_order_release);
#endif
    WRITE(first, 1);
    WRITE(second, 1);
    atomic_store_explicit(&sequence, now + 2, memory_order_release);
    return argument;
}

static void *read_pair(void *argument)
{
    const unsigned before = atomic_load_explicit(&sequence, memory_order_acquire);
    const int one = READ(first);
    const int two = READ(second);
    atomic_thread_fence(memory_order_acquire);
    const unsigned after = atomic_load_explicit(&sequence, memory_order_relaxed);
    if (before % 2 == 0 && before == after) {
        assert(one == two);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, write_pair, NULL);
    pthread_create(&threads[1], NULL, read_pair, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
