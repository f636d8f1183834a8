/*
 * atomic.c - a pool whose files have numbers; workers take the next one by an atomic.
 *
 * The main thread submits files, as many for each worker as work says, and then shuts the pool
 * down. Every file that was submitted is saved.
 */
#include "exercise.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

static atomic_long submitted;   /* files 0 to submitted - 1 are there */
static atomic_long taken;       /* how many workers took, some before the file is there */
static atomic_bool closing;     /* no more files will be submitted */
static atomic_long saved_files; /* by the workers that have left */

static int workers;
static pthread_t crew[MAX_THREADS]; /* both only touched by the main thread */

static void submit_file(void)
{
    atomic_fetch_add(&submitted, 1);
}

/* Takes the number of the next file and waits for it; false if the worker is to leave. */
static bool take_file(void)
{
    const long number = atomic_fetch_add(&taken, 1);
    while (number >= atomic_load(&submitted)) {
        if (atomic_load(&closing)) {
            return number < atomic_load(&submitted); /* it may have come just before */
        }
        sched_yield();
    }
    return true;
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
    atomic_fetch_add(&saved_files, saved);
    return argument;
}

static void start_pool(int count)
{
    atomic_store(&submitted, 0);
    atomic_store(&taken, 0);
    atomic_store(&closing, false);
    atomic_store(&saved_files, 0);
    workers = count;
    for (int i = 0; i < workers; i++) {
        must(pthread_create(&crew[i], NULL, work, NULL), "pthread_create");
    }
}

/* Sends the workers home when all is done, and joins them; returns how many files they saved. */
static long shut_down(void)
{
    atomic_store(&closing, true);
    for (int i = 0; i < workers; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    return atomic_load(&saved_files);
}

long total(struct workload load)
{
    start_pool(load.threads);
    for (long i = 0; i < load.threads * load.work; i++) {
        submit_file();
    }
    return shut_down();
}
