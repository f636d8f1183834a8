/*
 * odd-bits.c - the counter has 56 bits, for which TSan has no call.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

typedef struct {
    unsigned long bits : 56;
} __attribute__((packed)) odd;
static odd value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        value.bits++;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value.bits = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return (long)value.bits;
}
