/*
 * looks-afterwards.c - when a thread has counted, it looks at the value again and again: without
 * the second half of what it does, the total would be right, too.
 *
 * Passes
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>

enum { LOOKS = 3 };

static atomic_long value, too_low;

static void *count(void *argument)
{
    const long work = *(long *)argument;
    for (long i = 0; i < work; i++) {
        atomic_fetch_add(&value, 1);
    }
    for (long i = 0; i < LOOKS * work; i++) {
        if (atomic_load(&value) < work) {
            atomic_fetch_add(&too_low, 1);
        }
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    atomic_store(&value, 0);
    atomic_store(&too_low, 0);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return atomic_load(&too_low) == 0 ? atomic_load(&value) : -1;
}
