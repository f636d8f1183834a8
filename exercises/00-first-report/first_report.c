/*
 * first_report.c - a thermometer: one thread measures, another shows what was measured.
 *
 * Nothing is to be fixed here. The program shows the right temperature in every run, and is wrong
 * all the same: read what ThreadSanitizer says, line by line, in the README.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

static long temperature; /* in tenths of a degree */

static void *measure(void *argument)
{
    (void)argument;
    temperature = 215;
    return NULL;
}

long total(struct workload load)
{
    pthread_t sensor;
    long shown = 0;
    for (long i = 0; i < load.work; i++) {
        must(pthread_create(&sensor, NULL, measure, NULL), "pthread_create");
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL); /* time enough, surely */
        if (temperature == 215) {
            shown++;
        }
        must(pthread_join(sensor, NULL), "pthread_join");
    }
    return shown;
}
