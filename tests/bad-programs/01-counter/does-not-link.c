/*
 * does-not-link.c - a program without total.
 *
 * Caught by builds: does-not-build
 */
#include "exercise.h"

long sum(struct workload load);

long sum(struct workload load)
{
    return load.threads * load.work;
}
