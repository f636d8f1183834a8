/*
 * names-in-comments.c - a comment and a string name what would be refused.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

/* No __attribute__((no_sanitize("thread"))), no __tsan_init, no __asm__, fork() or dlsym() here,
   and no #if __has_feature(thread_sanitizer) either. */
static const char *const words[] = {"__tsan_default_options",
                                    "*** IR Dump Before AlwaysInlinerPass on [module] ***\n",
                                    "syscall", "asm"};

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
    value = words[0] == NULL;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
