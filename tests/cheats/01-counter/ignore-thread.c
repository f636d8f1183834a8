/*
 * ignore-thread.c - it asks TSan to ignore the whole thread.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

void __tsan_ignore_thread_begin(void);

static long value;

static void *count(void *work)
{
    __tsan_ignore_thread_begin();
    for (long left = *(long *)work; left > 0; left--) {
        value++;
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
