/*
 * annotate-benign.c - it calls its race benign, which Valgrind and TSan believe.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

void AnnotateBenignRaceSized(const char *, int, const volatile void *, long, const char *);

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
    AnnotateBenignRaceSized(__FILE__, __LINE__, &value, sizeof value, "it is only a count");
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
