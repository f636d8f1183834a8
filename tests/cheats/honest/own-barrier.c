/*
 * own-barrier.c - it has a barrier of its own.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

static struct {
    pthread_mutex_t lock;
    pthread_cond_t all_here;
    int missing;
} barrier = {.lock = PTHREAD_MUTEX_INITIALIZER, .all_here = PTHREAD_COND_INITIALIZER};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void wait_for_all(void)
{
    must(pthread_mutex_lock(&barrier.lock), "pthread_mutex_lock");
    if (--barrier.missing == 0) {
        must(pthread_cond_broadcast(&barrier.all_here), "pthread_cond_broadcast");
    }
    while (barrier.missing > 0) {
        must(pthread_cond_wait(&barrier.all_here, &barrier.lock), "pthread_cond_wait");
    }
    must(pthread_mutex_unlock(&barrier.lock), "pthread_mutex_unlock");
}

static void *count(void *work)
{
    wait_for_all();
    for (long left = *(long *)work; left > 0; left--) {
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        value++;
        must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    barrier.missing = load.threads;
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
