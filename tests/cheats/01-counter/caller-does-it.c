/*
 * caller-does-it.c - the work is done, but by nobody else than the caller.
 *
 * Refused by total as no-threads
 */
#include "exercise.h"

long total(struct workload load)
{
    long value = 0;
    for (int i = 0; i < load.threads; i++) {
        for (long left = load.work; left > 0; left--) {
            value++;
        }
    }
    return value;
}
