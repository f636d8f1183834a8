/*
 * thread-bomb.c - starts threads until it can't.
 *
 * Planted: total crash
 */
#define total unused_total
#include "program.c"
#undef total

#include <stddef.h>

static pthread_mutex_t start_line = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_all(void *nothing)
{
    pthread_mutex_lock(&start_line);
    pthread_mutex_unlock(&start_line);
    return nothing;
}

long total(struct workload load)
{
    pthread_t thread;
    pthread_mutex_lock(&start_line);
    for (int i = 0; i < 1 << 16; i++) {
        must(pthread_create(&thread, NULL, wait_for_all, NULL), "pthread_create");
    }
    pthread_mutex_unlock(&start_line);
    return load.work;
}
