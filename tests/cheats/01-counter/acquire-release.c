/*
 * acquire-release.c - it tells TSan of an order that is not there.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

void __tsan_acquire(void *);
void __tsan_release(void *);

static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        __tsan_acquire(&value);
        value++;
        __tsan_release(&value);
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
