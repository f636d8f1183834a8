/*
 * writes-to-stdout.c - it tells how far it is, by write and by printf.
 *
 * Passes
 */
#include "exercise.h"

#include <stdio.h>
#include <unistd.h>

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
    static const char told[] = "counting\n";
    value = write(STDOUT_FILENO, told, sizeof told - 1) < 0;
    printf("%d threads\n", load.threads);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
