/*
 * does-not-compile.c - a program that the compiler refuses.
 *
 * Caught by builds: does-not-build
 */
#include "exercise.h"

long total(struct workload load)
{
    return load.threads * load.work
}
