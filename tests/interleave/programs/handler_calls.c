/*
 * What a handler may call that interrupts a thread anywhere: write is async-signal-safe, printf,
 * malloc and locks are not (POSIX.1-2017, 2.4.3), so with these there is no proof. Where the
 * thread has the lock itself, it is one with its handler: a recursive one is locked again, another
 * one is waited for for ever.
 *
 * Expect: proved
 * Expect -DPRINTS: bounded
 * Expect -DALLOCATES: bounded
 * Expect -DRECURSIVE: bounded
 * Expect -DNORMAL: failed deadlock
 * Expect -DEXITS: bounded
 * Expect -DWAITS -DPRINTS: proved
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef RECURSIVE
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
#else
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static void handle(int number)
{
    (void)number;
#if defined PRINTS
    printf("interrupted\n");
#elif defined ALLOCATES
    free(malloc(1));
#elif defined RECURSIVE || defined NORMAL
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
#elif defined EXITS
    exit(0);
#else
    if (write(1, "interrupted\n", 12) < 0) {
        _exit(1);
    }
#endif
}

static void *work(void *unused)
{
#ifdef WAITS
    sigset_t none;
    sigemptyset(&none);
    sigsuspend(&none); /* which is all that is ever interrupted */
#else
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
#endif
    return unused;
}

int main(void)
{
    pthread_t thread;
    sigset_t set;
    signal(SIGUSR1, handle);
    sigemptyset(&set);
#ifdef WAITS
    sigaddset(&set, SIGUSR1);
#endif
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&thread, NULL, work, NULL);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    return 0;
}
