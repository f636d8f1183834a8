/*
 * on-report.c - it defines the function inside of TSan that decides what is reported.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

_Bool on_report(const void *, _Bool) __asm__("_ZN6__tsan8OnReportEPKNS_10ReportDescEb");

_Bool on_report(const void *report, _Bool suppressed)
{
    (void)report;
    (void)suppressed;
    return true;
}

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
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
