/*
 * joined_elsewhere.c - a thread is joined by one, and cancelled or sent a signal by another: who
 * comes after the join uses a handle that stands for no thread any more.
 *
 * Expect: failed mutex misuse
 * Expect -DSIGNAL: failed mutex misuse
 * Expect -DTRIES: failed mutex misuse
 * Expect -DDETACHES: failed mutex misuse
 * Expect -DENDS_BY_IT: proved
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>

static pthread_t worker;
static sem_t never;

static void *work(void *argument)
{
#ifdef ENDS_BY_IT
    sem_wait(&never);
#endif
    return argument;
}

#ifdef SIGNAL
static void ignore(int number)
{
    (void)number;
}
#endif

static void *stop(void *argument)
{
#ifdef SIGNAL
    pthread_kill(worker, SIGUSR1);
#else
    pthread_cancel(worker);
#endif
    return argument;
}

int main(void)
{
    pthread_t stopper;
    sem_init(&never, 0, 0);
#ifdef SIGNAL
    signal(SIGUSR1, ignore);
#endif
    pthread_create(&worker, NULL, work, NULL);
    pthread_create(&stopper, NULL, stop, NULL);
#if defined DETACHES
    pthread_detach(worker);
#elif defined TRIES
    if (pthread_tryjoin_np(worker, NULL) != 0) {
        pthread_join(worker, NULL);
    }
#else
    pthread_join(worker, NULL);
#endif
    pthread_join(stopper, NULL);
    return 0;
}
