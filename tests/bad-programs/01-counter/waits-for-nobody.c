/*
 * waits-for-nobody.c - a program that waits for a signal that never comes.
 *
 * Caught by total: hang
 * Caught by race-free: hang
 * Caught by every-interleaving: deadlock
 */
#include "exercise.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;

long total(struct workload load)
{
    must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
    for (bool done = false; !done;) {
        must(pthread_cond_wait(&ready, &lock), "pthread_cond_wait");
    }
    return load.threads * load.work;
}
