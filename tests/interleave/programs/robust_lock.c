/*
 * robust_lock.c - a thread ends with a robust mutex in its hands. Who locks it next is told, mends
 * what it guards and says so; else nobody can ever lock it again (POSIX.1-2017,
 * pthread_mutexattr_setrobust, pthread_mutex_consistent).
 *
 * Expect -DMENDED: proved
 * Expect -DMENDED -DTRIED: proved
 * Expect -DMENDED -DTIMED: proved
 * Expect -DLEFT_BROKEN: proved
 * Expect -DUNAWARE: failed assertion
 * Expect -DPLAIN: failed mutex misuse or deadlock
 * Expect -DNOT_THE_OWNER: proved
 * Expect -DWAITER: proved
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static pthread_mutex_t lock;
static int in_parts[2]; /* equal, while nobody has the lock */

static void *end_inside(void *argument)
{
    if (pthread_mutex_lock(&lock) == 0) {
        in_parts[0]++;
        pthread_exit(argument);
    }
    return argument;
}

static int get(void)
{
#if defined(TRIED)
    return pthread_mutex_trylock(&lock);
#elif defined(TIMED)
    static const struct timespec until = {0};
    return pthread_mutex_timedlock(&lock, &until);
#else
    return pthread_mutex_lock(&lock);
#endif
}

static void mend(void)
{
    in_parts[1] = in_parts[0];
    assert(pthread_mutex_consistent(&lock) == 0);
    assert(pthread_mutex_consistent(&lock) == EINVAL);
}

static void *mend_or_use(void *argument)
{
    const int error = pthread_mutex_lock(&lock);
    assert(error == 0 || error == EOWNERDEAD);
    if (error == EOWNERDEAD) {
        mend();
    }
    assert(in_parts[0] == in_parts[1]);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
#ifndef PLAIN
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
#endif
    pthread_mutex_init(&lock, &attributes);
    pthread_create(&thread, NULL, end_inside, NULL);
#if defined(WAITER)
    mend_or_use(NULL); /* before the other, after it, or while it has the lock */
    pthread_join(thread, NULL);
    if (in_parts[0] != in_parts[1]) {
        mend_or_use(NULL);
    }
    return 0;
#else
    (void)mend_or_use;
    const int early = get();
    if (early == EBUSY || early == ETIMEDOUT) {
        pthread_join(thread, NULL);
    } else if (early == 0) {
        pthread_mutex_unlock(&lock);
        pthread_join(thread, NULL);
    }
    const int error = early == EOWNERDEAD ? early : pthread_mutex_lock(&lock);
#if defined(UNAWARE)
    assert(in_parts[0] == in_parts[1]);
#elif defined(NOT_THE_OWNER)
    assert(error == EOWNERDEAD);
    mend();
    assert(pthread_mutex_unlock(&lock) == 0 && pthread_mutex_unlock(&lock) == EPERM);
    return early == EOWNERDEAD ? pthread_join(thread, NULL) : 0;
#elif defined(LEFT_BROKEN)
    assert(error == EOWNERDEAD);
    pthread_mutex_unlock(&lock);
    assert(pthread_mutex_lock(&lock) == ENOTRECOVERABLE);
    assert(pthread_mutex_trylock(&lock) == ENOTRECOVERABLE);
    if (early == EOWNERDEAD) {
        pthread_join(thread, NULL);
    }
    return pthread_mutex_destroy(&lock);
#else
    assert(error == EOWNERDEAD);
    mend();
#endif
    assert(in_parts[0] == in_parts[1]);
    pthread_mutex_unlock(&lock);
    if (early == EOWNERDEAD) {
        pthread_join(thread, NULL);
    }
    return 0;
#endif
}
