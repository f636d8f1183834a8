/*
 * writable-constant.c - the counter is called constant, so TSan leaves out who reads it, and put
 * where it can be written. The one who looks at it takes no lock.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((section(".data"))) static const long value = 0;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long seen;

static long look(void)
{
    return *(const volatile long *)&value;
}

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        *(long *)&value = look() + 1;
        must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    }
    return NULL;
}

static void *report(void *nothing)
{
    seen = look();
    return nothing;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS], reporter;
    *(long *)&value = 0;
    must(pthread_create(&reporter, NULL, report, NULL), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    must(pthread_join(reporter, NULL), "pthread_join");
    return seen > 0 ? look() : look();
}
