/* exercise.c - the few calls that every exercise shares; see exercise.h. */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must(int error, const char *call)
{
    if (error != 0) {
        fprintf(stderr, "%s: %s: %s\n", exercise.name, call, strerror(error));
        exit(EXIT_FAILURE);
    }
}

void start_together(pthread_barrier_t *barrier)
{
    int error = pthread_barrier_wait(barrier);
    must(error == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : error, "pthread_barrier_wait");
}
