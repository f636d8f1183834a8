/*
 * own-report-callback.c - a program that would take TSan's reports for itself.
 *
 * Caught by builds: silences-tsan
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
