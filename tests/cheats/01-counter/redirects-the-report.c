/*
 * redirects-the-report.c - what TSan would say goes where the program's output goes.
 *
 * Refused by race-free as data-race
 */
#define _POSIX_C_SOURCE 200809L
#include "exercise.h"

#include <stddef.h>
#include <unistd.h>

static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        value++;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    dup2(STDOUT_FILENO, STDERR_FILENO);
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
