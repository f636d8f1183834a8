/*
 * after_main.c - a thread that main does not wait for finds something that is wrong, after more
 * steps than anybody would give it; or misuses a mutex; or uses what was main's.
 *
 * Expect: failed assertion
 * Expect -DDETACHED: failed assertion
 * Expect -DMISUSE: failed mutex misuse
 * Expect -DLOCAL: failed use after free
 * Expect -DLOCAL -DEXIT: proved
 * Expect -DWAITS: proved
 * Expect -DFIXED: proved
 * Expect -DFIXED -DDETACHED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { TURNS = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t never;
static atomic_int turns;

static void *work(void *argument)
{
#ifdef LOCAL
    *(int *)argument = 1;
#else
    for (int i = 0; i < TURNS; i++) {
        turns++;
    }
#endif
#ifdef MISUSE
    pthread_mutex_unlock(&lock);
#elif defined WAITS /* which is no deadlock: the process ends */
    sem_wait(&never);
    assert(0);
#elif !defined FIXED && !defined LOCAL
    assert(turns < TURNS);
#endif
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    int local = 0;
    sem_init(&never, 0, 0);
    pthread_create(&thread, NULL, work, &local);
#ifdef DETACHED
    pthread_detach(thread);
#endif
#ifdef EXIT
    exit(0);
#endif
    return 0;
}
