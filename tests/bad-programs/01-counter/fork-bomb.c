/*
 * fork-bomb.c - a program that starts processes without an end.
 *
 * Caught by builds: reaches-outside
 */
#include "exercise.h"

#include <time.h>
#include <unistd.h>

long total(struct workload load)
{
    for (long i = 0; i < 1000; i++) {
        if (fork() == 0) {
            pause();
        }
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return load.threads * load.work;
}
