/*
 * A handler that sets a flag, which the thread that it interrupts polls. An atomic one, or a
 * volatile sig_atomic_t, is for that (C17 5.1.2.3p5); a plain one is a data race, and so is a
 * volatile one that another thread polls. A thread that looks, and then pauses, may miss it.
 *
 * Expect: proved
 * Expect -DATOMIC: proved
 * Expect -DPLAIN: failed data race
 * Expect -DANOTHER: failed data race
 * Expect -DANOTHER -DATOMIC: proved
 * Expect -DPAUSES: failed deadlock
 * Expect -DSUSPENDS: proved
 * Expect -DREADS_DATA: failed data race
 * Expect -DREADS_DATA -DATOMIC: proved
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#if defined(ATOMIC)
static atomic_int stop;
#elif defined(PLAIN)
static int stop;
#else
static volatile sig_atomic_t stop;
#endif
static int data;

static void handle(int number)
{
#ifdef READS_DATA
    data = number;
#endif
    (void)number;
    stop = 1;
}

static void *run(void *argument)
{
#if defined(SUSPENDS)
    sigset_t none;
    sigemptyset(&none);
    while (!stop) {
        sigsuspend(&none);
    }
#elif defined(PAUSES)
    while (!stop) {
        pause();
    }
#elif defined(ANOTHER)
    pthread_t receiver = *(pthread_t *)argument;
    pthread_kill(receiver, SIGUSR1);
    while (!stop) {
    }
#else
    while (!stop) {
    }
#endif
#ifdef READS_DATA
    assert(data == SIGUSR1);
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = handle};
    sigaction(SIGUSR1, &action, NULL);
#ifdef SUSPENDS
    sigset_t mine;
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &mine, NULL);
#endif
#ifdef ANOTHER
    pthread_t me = pthread_self();
    pthread_create(&thread, NULL, run, &me);
#else
    pthread_create(&thread, NULL, run, NULL);
    pthread_kill(thread, SIGUSR1);
#endif
    pthread_join(thread, NULL);
    return 0;
}
