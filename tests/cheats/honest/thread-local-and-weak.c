/*
 * thread-local-and-weak.c - thread-local variables, weak and inline functions, and an alias.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

static _Thread_local long mine;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

__attribute__((weak)) void note(long count);
__attribute__((weak)) void note(long count)
{
    mine = count;
}

void also_note(long count) __attribute__((alias("note")));

static inline long seen(void)
{
    return mine;
}

static void *count(void *work)
{
    note(*(long *)work);
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    value += seen();
    must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
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
