/*
 * writes-the-result.c - it would write the result itself.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <fcntl.h>

long total(struct workload load)
{
    creat("build/01-counter/result.json", 0644);
    return load.threads * load.work;
}
