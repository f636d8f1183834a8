/*
 * one-does-it-all.c - the first worker that comes keeps the desk until the pool is shut down. The
 * caller hands files in meanwhile, so two threads are at work, but never two workers.
 *
 * Refused by still-concurrent as serial
 */
#include "exercise.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_changed = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t desk = PTHREAD_MUTEX_INITIALIZER; /* of whoever saves files */

static struct {
    long waiting; /* files that nobody has taken yet */
    long saved;
    bool closing;
} pool; /* guarded by pool_lock */

static pthread_t crew[MAX_THREADS]; /* only touched by the main thread */

static bool take_file(void)
{
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    while (pool.waiting == 0 && !pool.closing) {
        must(pthread_cond_wait(&pool_changed, &pool_lock), "pthread_cond_wait");
    }
    const bool taken = pool.waiting > 0;
    pool.waiting -= taken;
    pool.saved += taken;
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
    must(pthread_mutex_lock(&desk), "pthread_mutex_lock");
    while (take_file()) {
        save_file();
    }
    must(pthread_mutex_unlock(&desk), "pthread_mutex_unlock");
    return argument;
}

static void submit_file(void)
{
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    pool.waiting++;
    must(pthread_cond_broadcast(&pool_changed), "pthread_cond_broadcast");
    must(pthread_mutex_unlock(&pool_lock), "pthread_mutex_unlock");
}

static void close_pool(void)
{
    must(pthread_mutex_lock(&pool_lock), "pthread_mutex_lock");
    pool.closing = true;
    must(pthread_cond_broadcast(&pool_changed), "pthread_cond_broadcast");
    must(pthread_mutex_unlock(&pool_lock), "pthread_mutex_unlock");
}

long total(struct workload load)
{
    pool.waiting = pool.saved = 0;
    pool.closing = false;
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
    return pool.saved;
}
