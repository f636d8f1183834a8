/*
 * clock_wait.c - waits by a clock that the caller chooses: who gives up looks before it goes on, or
 * doesn't.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#define _GNU_SOURCE
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <time.h>

static sem_t given;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static void *give(void *argument)
{
    pthread_rwlock_wrlock(&lock);
    value = 1;
    pthread_rwlock_unlock(&lock);
    sem_post(&given);
    return argument;
}

int main(void)
{
    pthread_t thread;
    struct timespec until;
    sem_init(&given, 0, 0);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    pthread_create(&thread, NULL, give, NULL);
    const int early = sem_clockwait(&given, CLOCK_MONOTONIC, &until);
    const int busy = pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &until);
    if (busy == 0) {
#ifdef FIXED
        assert(early != 0 || value == 1);
#else
        assert(value == 1);
        (void)early;
#endif
        pthread_rwlock_unlock(&lock);
    }
    return pthread_join(thread, NULL);
}
