/*
 * closes-every-descriptor.c - what nobody is told of did not happen.
 *
 * Refused by total as crash
 */
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
    for (int descriptor = 0; descriptor < 64; descriptor++) {
        close(descriptor);
    }
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
