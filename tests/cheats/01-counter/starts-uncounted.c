/*
 * starts-uncounted.c - it starts threads behind the back of who counts them.
 *
 * Refused as forges-result
 */
#include "exercise.h"

#include <stddef.h>

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static void *count(void *work)
{
    return work;
}

long total(struct workload load)
{
    pthread_t thread;
    __real_pthread_create(&thread, NULL, count, NULL);
    return load.threads * load.work;
}
