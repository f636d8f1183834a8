/*
 * spins-on-an-atomic.c - a lock of its own that spins, and pauses as the processor likes it.
 *
 * Passes
 */
#include "exercise.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define PAUSE _mm_pause()
#else
#define PAUSE (void)0
#endif

static atomic_flag taken = ATOMIC_FLAG_INIT;
static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        while (atomic_flag_test_and_set(&taken)) {
            PAUSE;
            sched_yield();
        }
        value++;
        atomic_flag_clear(&taken);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
