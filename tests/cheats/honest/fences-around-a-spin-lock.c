/*
 * fences-around-a-spin-lock.c - relaxed operations, and the order by fences, which TSan does not
 * model.
 *
 * Remarked by race-free: remark: ThreadSanitizer does not model
 */
#include "exercise.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_flag taken = ATOMIC_FLAG_INIT;
static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        while (atomic_flag_test_and_set_explicit(&taken, memory_order_relaxed)) {
            sched_yield();
        }
        atomic_thread_fence(memory_order_acquire);
        value++;
        atomic_thread_fence(memory_order_release);
        atomic_flag_clear_explicit(&taken, memory_order_relaxed);
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
