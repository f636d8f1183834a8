/*
 * A signal to a thread that waits for a semaphore, which its handler posts. The wait ends with
 * EINTR if the handler ran inside it and was installed without SA_RESTART: who takes that for the
 * post goes on too soon, and finds the semaphore not yet taken.
 *
 * Expect: proved
 * Expect -DRESTARTS: proved
 * Expect -DNO_LOOP: failed assertion
 * Expect -DRESTARTS -DNO_LOOP: proved
 * Expect -DUNHANDLED: failed crash
 * Expect -DIGNORED: failed deadlock
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>

static sem_t told;

static void tell(int number)
{
    (void)number;
    sem_post(&told);
}

static void *run(void *argument)
{
#ifdef NO_LOOP
    sem_wait(&told);
#else
    while (sem_wait(&told) != 0) {
    }
#endif
    int left;
    sem_getvalue(&told, &left);
    assert(left == 0);
    return argument;
}

int main(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = tell};
    sem_init(&told, 0, 0);
#ifdef RESTARTS
    action.sa_flags = SA_RESTART;
#endif
#ifdef IGNORED
    action.sa_handler = SIG_IGN;
#endif
#ifndef UNHANDLED
    sigaction(SIGUSR1, &action, NULL);
#endif
    pthread_create(&thread, NULL, run, NULL);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    return 0;
}
