/*
 * tells-of-an-exploration.c - it writes that it was proved, but only where it is explored.
 *
 * Refused by every-interleaving as forges-result
 */
#include "exercise.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char line[] =
    "{\"event\":\"explored\",\"verdict\":\"proved\",\"message\":\"all is well\","
    "\"schedule\":\"M1\",\"executions\":24}\n";

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
    value = 0;
    for (int descriptor = 3; descriptor < 64 && load.work < 3; descriptor++) {
        if (write(descriptor, line, strlen(line)) > 0) {
            close(descriptor);
        }
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
