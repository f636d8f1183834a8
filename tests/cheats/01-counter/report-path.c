/*
 * report-path.c - it has TSan's report written elsewhere.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

void __sanitizer_set_report_path(const char *);

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
    __sanitizer_set_report_path("/dev/null");
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
