/*
 * What may be done to a thread that is detached, or was joined: nothing that needs it to be there.
 *
 * Expect -DJOINED: failed mutex misuse
 * Expect -DTWICE: failed mutex misuse
 * Expect -DITSELF: failed mutex misuse
 * Expect -DCANCELLED: failed mutex misuse
 * Expect -DCANCELLED -DSTAYS: proved
 * Expect -DSIGNALLED: failed mutex misuse
 * Expect: proved
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>

static sem_t started;
#ifdef STAYS
static sem_t stays;
#endif

static void *serve(void *argument)
{
#ifdef ITSELF
    pthread_detach(pthread_self());
#endif
    sem_post(&started);
#ifdef STAYS
    while (sem_wait(&stays) != 0) {
    }
#endif
    return argument;
}

int main(void)
{
    pthread_t server;
    sem_init(&started, 0, 0);
#ifdef STAYS
    sem_init(&stays, 0, 0);
#endif
    pthread_create(&server, NULL, serve, NULL);
#if defined(TWICE) || defined(CANCELLED) || defined(SIGNALLED)
    pthread_detach(server);
#endif
    sem_wait(&started);
#if defined(TWICE)
    pthread_detach(server);
#elif defined(CANCELLED)
    pthread_cancel(server);
#elif defined(SIGNALLED)
    pthread_kill(server, 0);
#else
    pthread_join(server, NULL);
#endif
#ifdef JOINED
    pthread_detach(server);
#endif
    return 0;
}
