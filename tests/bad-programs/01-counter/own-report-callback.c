/*
 * own-report-callback.c - a program that would take TSan's reports for itself: the collector has
 * the name already, so it does not link.
 *
 * Caught by builds: does-not-build
 */
#include "exercise.h"

void __tsan_on_report(void *report);

void __tsan_on_report(void *report)
{
    (void)report;
}

long total(struct workload load)
{
    return load.threads * load.work;
}
