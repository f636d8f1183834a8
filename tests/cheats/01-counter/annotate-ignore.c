/*
 * annotate-ignore.c - it asks TSan to look away for a while.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

void AnnotateIgnoreWritesBegin(const char *, int);
void AnnotateIgnoreWritesEnd(const char *, int);

static long value;

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
        value++;
        AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
