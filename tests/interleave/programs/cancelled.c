/*
 * A thread that is asked to end while it waits, holds a lock, or has forbidden it (POSIX.1-2017,
 * 2.9.5): it ends at a cancellation point, after its cleanup handlers, and joining it says so.
 *
 * Expect: proved
 * Expect -DNO_CLEANUP: failed deadlock or mutex misuse
 * Expect -DCONDITION: proved
 * Expect -DCONDITION -DNO_CLEANUP: failed deadlock or mutex misuse
 * Expect -DDISABLED: proved
 * Expect -DDISABLED -DENABLES: proved
 * Expect -DNO_POINT: failed assertion
 * Expect -DTESTS: proved
 * Expect -DASYNCHRONOUS: unexplored
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t none;
static int cleaned;

#if !defined(NO_CLEANUP) && !defined(DISABLED) && !defined(NO_POINT) && !defined(TESTS)
static void unlock(void *argument)
{
    cleaned++;
    pthread_mutex_unlock(argument);
}
#endif

static void *run(void *argument)
{
#if defined(DISABLED)
    int before;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    assert(before == PTHREAD_CANCEL_ENABLE);
    sem_wait(&none);
    pthread_testcancel();
#ifdef ENABLES
    pthread_setcancelstate(before, NULL);
    pthread_testcancel();
#endif
#elif defined(NO_POINT)
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
#elif defined(TESTS)
    for (;;) {
        pthread_testcancel();
        sched_yield();
    }
#elif defined(ASYNCHRONOUS)
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    for (;;) {
    }
#else
    pthread_mutex_lock(&lock);
#ifndef NO_CLEANUP
    pthread_cleanup_push(unlock, &lock);
#endif
#ifdef CONDITION
    for (;;) {
        pthread_cond_wait(&never, &lock);
    }
#else
    sem_wait(&none);
#endif
#ifndef NO_CLEANUP
    pthread_cleanup_pop(1);
#endif
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    void *result = NULL;
    sem_init(&none, 0, 0);
    pthread_create(&thread, NULL, run, NULL);
    pthread_cancel(thread);
#ifdef DISABLED
    sem_post(&none);
#endif
#if !defined(DISABLED) && !defined(NO_POINT) && !defined(TESTS)
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
#endif
    pthread_join(thread, &result);
#if defined(DISABLED) && !defined(ENABLES)
    assert(result == NULL);
#elif defined(DISABLED)
    assert(result == NULL || result == PTHREAD_CANCELED);
#else
    assert(result == PTHREAD_CANCELED);
#endif
#if !defined(DISABLED) && !defined(NO_POINT) && !defined(TESTS) && !defined(NO_CLEANUP)
    assert(cleaned == 1);
#endif
    return 0;
}
