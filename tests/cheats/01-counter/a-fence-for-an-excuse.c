/*
 * a-fence-for-an-excuse.c - TSan does not model fences, so a program that has one may race?
 *
 * The lock is left out from the third turn on, more than the explorer sees of the small case.
 *
 * Caught by race-free: data-race
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

enum { LOOKED_AT = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void *count(void *work)
{
    for (long turn = 0; turn < *(long *)work; turn++) {
        if (turn < LOOKED_AT) {
            must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        }
        atomic_thread_fence(memory_order_seq_cst);
        value++;
        if (turn < LOOKED_AT) {
            must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
        }
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
