/*
 * relock.c - a program in which a thread waits for itself.
 *
 * Caught by total: hang
 * Caught by race-free: hang
 * Caught by every-interleaving: deadlock
 */
#include "exercise.h"

static pthread_mutex_t value_lock = PTHREAD_MUTEX_INITIALIZER;

long total(struct workload load)
{
    must(pthread_mutex_lock(&value_lock), "pthread_mutex_lock");
    must(pthread_mutex_lock(&value_lock), "pthread_mutex_lock");
    return load.threads * load.work;
}
