/*
 * pool_shutdown.c - a pool of workers saves files, and is shut down in the evening.
 *
 * The main thread submits files, as many for each worker as work says, and then shuts the pool
 * down. Every file that was submitted is saved.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_changed = PTHREAD_COND_INITIALIZER;

static struct {
    long waiting; /* files that nobody has taken yet */
    long saved;   /* by the workers that have left */
    int workers;  /* that have not left yet */
    bool closing;
} pool; /* guarded by pool_lock */

static void submit_file(void)
{
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    pool.waiting++;
    must(pthread_cond_broadcast(&pool_changed), "pthread_cond_broadcast");
    must(pthread_mutex_unlock(&pool_lock), "pthread_mutex_unlock");
}

/* Waits for a file and takes it; false if the worker is to leave. */
static bool take_file(void)
{
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    while (pool.waiting == 0 && !pool.closing) {
        must(pthread_cond_wait(&pool_changed, &pool_lock), "pthread_cond_wait");
    }
    const bool taken = !pool.closing;
    if (taken) {
        pool.waiting--;
    }
    must(pthread_mutex_unlock(&pool_lock), "pthread_mutex_unlock");
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
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    pool.saved += saved;
    pool.workers--;
    must(pthread_cond_broadcast(&pool_changed), "pthread_cond_broadcast");
    must(pthread_mutex_unlock(&pool_lock), "pthread_mutex_unlock");
    return argument;
}

static void start_pool(int workers)
{
    pool.waiting = pool.saved = 0;
    pool.workers = workers;
    pool.closing = false;
    for (int i = 0; i < workers; i++) {
        pthread_t worker;
        must(pthread_create(&worker, NULL, work, NULL), "pthread_create");
    }
}

/* Sends the workers home and waits until all have left; returns how many files they saved. */
static long shut_down(void)
{
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    pool.closing = true;
    must(pthread_cond_broadcast(&pool_changed), "pthread_cond_broadcast");
    while (pool.workers > 0) {
        must(pthread_cond_wait(&pool_changed, &pool_lock), "pthread_cond_wait");
    }
    const long saved = pool.saved;
    must(pthread_mutex_unlock(&pool_lock), "pthread_mutex_unlock");
    return saved;
}

long total(struct workload load)
{
    start_pool(load.threads);
    for (long i = 0; i < load.threads * load.work; i++) {
        submit_file();
    }
    return shut_down();
}
