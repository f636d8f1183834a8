/*
 * in-the-place-of-the-counter.c - its own function stands where threads would be counted.
 *
 * Refused as forges-result
 */
#include "exercise.h"

#include <stddef.h>

int start(pthread_t *, const pthread_attr_t *, void *(*)(void *),
          void *) __asm__("__wrap_pthread_create");

int start(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
          void *argument)
{
    (void)thread;
    (void)attributes;
    function(argument);
    return 0;
}

long total(struct workload load)
{
    return load.threads * load.work;
}
