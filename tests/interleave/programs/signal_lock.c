/*
 * A handler that takes the lock of the code which it interrupts: the thread waits for itself. It
 * may come between the lock and the unlock, and after all that the thread does; without a handler,
 * the process dies of it.
 *
 * Expect: failed deadlock
 * Expect -DATOMIC: failed deadlock
 * Expect -DREADERS: failed deadlock
 * Expect -DSPINS: failed deadlock
 * Expect -DTO_PROCESS: failed deadlock
 * Expect -DTIMER: failed deadlock
 * Expect -DLATE: failed assertion
 * Expect -DLATE -DTO_MAIN: failed assertion
 * Expect -DNO_HANDLER: failed crash
 * Expect -DBLOCKED: bounded
 * Expect -DTO_PROCESS -DBLOCKED: bounded
 * Expect -DEMPTY: proved
 * Expect -DIGNORED: proved
 * Expect -DTO_ITSELF: proved
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static atomic_int counted;
static int value;
static pthread_t first;

static void lock(void)
{
#if defined(READERS)
    pthread_rwlock_wrlock(&rwlock);
#elif defined(SPINS)
    pthread_spin_lock(&spin);
#else
    pthread_mutex_lock(&mutex);
#endif
}

static void unlock(void)
{
#if defined(READERS)
    pthread_rwlock_unlock(&rwlock);
#elif defined(SPINS)
    pthread_spin_unlock(&spin);
#else
    pthread_mutex_unlock(&mutex);
#endif
}

static void handle(int number)
{
    (void)number;
#if defined(LATE)
    assert(counted == 0);
#elif !defined(EMPTY)
    lock();
    value++;
    unlock();
#endif
}

static void change_mask(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(how, &set, NULL);
}

static void *run(void *argument)
{
#ifdef TO_MAIN
    pthread_kill(first, SIGUSR1);
#elif defined(LATE)
    counted = 1;
#elif !defined(NO_HANDLER)
#ifdef BLOCKED
    change_mask(SIG_BLOCK);
#endif
    lock();
#ifdef ATOMIC
    counted++;
#endif
    value++;
    unlock();
#ifdef BLOCKED
    change_mask(SIG_UNBLOCK);
#endif
#ifdef TO_ITSELF
    raise(SIGUSR1);
#endif
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    first = pthread_self();
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
#ifdef IGNORED
    signal(SIGUSR1, SIG_IGN);
#elif !defined(NO_HANDLER)
    signal(SIGUSR1, handle);
    signal(SIGALRM, handle);
#endif
    pthread_create(&thread, NULL, run, NULL);
#if defined(TO_MAIN)
    counted = 1;
#elif defined(TO_PROCESS)
    kill(getpid(), SIGUSR1);
#elif defined(TIMER)
    alarm(1);
#elif !defined(TO_ITSELF)
    pthread_kill(thread, SIGUSR1);
#endif
    pthread_join(thread, NULL);
    (void)change_mask;
    return 0;
}
