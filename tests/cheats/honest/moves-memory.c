/*
 * moves-memory.c - it has constants, takes words apart and copies by functions that are seldom
 * used, all of it under its lock.
 *
 * Passes
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <stddef.h>
#include <string.h>

static const long steps[] = {1, 1};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char kept[sizeof(long)];
static char *rest;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        char words[] = "one word";
        long value;
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        mempcpy(&value, kept, sizeof value);
        value += strtok_r(words, " ", &rest) == words ? steps[left % 2] : 0;
        mempcpy(kept, &value, sizeof value);
        must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    long value = 0;
    memcpy(kept, &value, sizeof value);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    memcpy(&value, kept, sizeof value);
    return value;
}
