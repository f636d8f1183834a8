/*
 * looks_for_end.c - a thread's end is looked for without waiting, or waited for a time. Where it
 * has not come, what the thread writes may not be read yet. Of a thread that doesn't sleep, a
 * second is taken to be enough; of one that does, nothing is.
 *
 * Expect -DTRIES: failed data race
 * Expect -DTRIES -DFIXED: proved
 * Expect -DSECONDS=0: failed data race
 * Expect -DSECONDS=0 -DFIXED: proved
 * Expect -DSECONDS=5: proved
 * Expect -DSECONDS=5 -DSLEEPS: failed data race
 * Expect -DSECONDS=5 -DSLEEPS -DFIXED: proved
 * Expect -DSECONDS=5 -DNEVER_ENDS: proved
 * Expect -DBOTH_JOIN: failed mutex misuse
 * Expect -DSELF: proved
 */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

static int value;
static atomic_bool stop;

static void *work(void *argument)
{
#ifdef SLEEPS
    sleep(20);
#endif
#ifdef NEVER_ENDS
    while (!atomic_load(&stop)) {
        usleep(1000);
    }
#endif
    value = 1;
    return argument;
}

#if defined(BOTH_JOIN)
static void *join(void *thread)
{
    pthread_join(*(pthread_t *)thread, NULL);
    return NULL;
}

int main(void)
{
    pthread_t worker, other;
    pthread_create(&worker, NULL, work, NULL);
    pthread_create(&other, NULL, join, &worker);
    pthread_join(worker, NULL);
    return pthread_join(other, NULL);
}
#elif defined(SELF)
int main(void)
{
    assert(pthread_join(pthread_self(), NULL) == EDEADLK);
    return 0;
}
#else
static int look(pthread_t thread)
{
#ifdef TRIES
    return pthread_tryjoin_np(thread, NULL);
#else
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += SECONDS;
    return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until);
#endif
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    const int error = look(thread);
    assert(error == 0 || error == EBUSY || error == ETIMEDOUT);
#ifdef NEVER_ENDS
    assert(error == ETIMEDOUT);
    atomic_store(&stop, true);
    return pthread_join(thread, NULL);
#endif
#ifdef FIXED
    if (error != 0) {
        pthread_join(thread, NULL);
    }
    return value != 1;
#else
    const int seen = value;
    if (error != 0) {
        pthread_join(thread, NULL);
    }
    return error == 0 && seen != 1;
#endif
}
#endif
