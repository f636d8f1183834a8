/*
 * asks-what-there-is.c - it asks for features, for the environment, for the time of its
 * compilation.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>
#include <stdlib.h>

#if !__has_feature(c_atomic) || !__has_builtin(__builtin_expect)
#error "an old compiler"
#endif

static const char *const built = __DATE__ " " __TIME__;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

static void *count(void *work)
{
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
    value = getenv("COUNTER_DEBUG") != NULL || built[0] == '\0';
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
