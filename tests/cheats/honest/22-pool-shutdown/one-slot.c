/*
 * one-slot.c - a pool with room for one file, for which idle workers wait. A worker that is quick
 * may get each of them; the others are free to.
 *
 * Passes
 */
#include "exercise.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

static pthread_mutex_t slot_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t slot_filled = PTHREAD_COND_INITIALIZER;
static pthread_cond_t slot_free = PTHREAD_COND_INITIALIZER;

static struct {
    long saved; /* by the workers that have left */
    bool filled;
    bool closing;
} slot; /* guarded by slot_lock */

static pthread_t crew[MAX_THREADS]; /* only touched by the main thread */

/* Waits for a file and takes it; false if the worker is to leave. */
static bool take_file(void)
{
    must(pthread_mutex_lock(&slot_lock), "pthread_mutex_lock");
    while (!slot.filled && !slot.closing) {
        must(pthread_cond_wait(&slot_filled, &slot_lock), "pthread_cond_wait");
    }
    const bool taken = slot.filled;
    if (taken) {
        slot.filled = false;
        must(pthread_cond_signal(&slot_free), "pthread_cond_signal");
    }
    must(pthread_mutex_unlock(&slot_lock), "pthread_mutex_unlock");
    return taken;
}

static void save_file(void)
{
    static const struct timespec writing = {.tv_nsec = 100000};
    nanosleep(&writing, NULL);
}

static void *work(void *argument)
{
    long saved = 0;
    while (take_file()) {
        save_file();
        saved++;
    }
    must(pthread_mutex_lock(&slot_lock), "pthread_mutex_lock");
    slot.saved += saved;
    must(pthread_mutex_unlock(&slot_lock), "pthread_mutex_unlock");
    return argument;
}

static void submit_file(void)
{
    must(pthread_mutex_lock(&slot_lock), "pthread_mutex_lock");
    while (slot.filled) {
        must(pthread_cond_wait(&slot_free, &slot_lock), "pthread_cond_wait");
    }
    slot.filled = true;
    must(pthread_cond_signal(&slot_filled), "pthread_cond_signal");
    must(pthread_mutex_unlock(&slot_lock), "pthread_mutex_unlock");
}

static void close_pool(void)
{
    must(pthread_mutex_lock(&slot_lock), "pthread_mutex_lock");
    slot.closing = true;
    must(pthread_cond_broadcast(&slot_filled), "pthread_cond_broadcast");
    must(pthread_mutex_unlock(&slot_lock), "pthread_mutex_unlock");
}

long total(struct workload load)
{
    slot.saved = 0;
    slot.filled = slot.closing = false;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, work, NULL), "pthread_create");
    }
    for (long i = 0; i < load.threads * load.work; i++) {
        submit_file();
    }
    close_pool();
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    return slot.saved;
}
