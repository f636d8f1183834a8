/*
 * What a thread and a handler that interrupts it may share, and in which order (C17 5.1.2.3p5):
 * volatile objects that one access reads; errno, if the handler leaves it as it was; plain objects
 * only while the signal is blocked. Handlers interrupt each other, too, unless sa_mask says not.
 *
 * Expect: proved
 * Expect -DIN_ORDER: failed assertion
 * Expect -DERRNO: proved
 * Expect -DERRNO -DCHANGES: failed assertion
 * Expect -DMASKED: proved
 * Expect -DUNMASKED: failed data race
 * Expect -DNESTED: failed data race
 * Expect -DNESTED -DAPART: proved
 * Expect -DAFTER_JOIN: proved
 * Expect -DMANY: proved
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

static volatile sig_atomic_t first, second, many[100];
static int plain;

static void handle(int number)
{
    (void)number;
#if defined ERRNO && defined CHANGES
    errno = EINVAL;
#elif defined ERRNO
    const int kept = errno;
    errno = 0;
    errno = kept;
#elif defined MASKED || defined UNMASKED || defined NESTED || defined AFTER_JOIN
    plain++;
#elif defined MANY
    many[99] = 1;
#else
    first = 1;
    second = 1;
#endif
}

static void *work(void *unused)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
#if defined ERRNO
    errno = 0;
    const long value = strtol("12", NULL, 10);
    assert(errno == 0 && value == 12);
#elif defined MASKED || defined UNMASKED
#ifdef MASKED
    pthread_sigmask(SIG_BLOCK, &set, NULL);
#endif
    plain++;
#ifdef MASKED
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
#endif
#elif defined NESTED || defined AFTER_JOIN
    /* the handlers alone use it */
#elif defined MANY
    for (int i = 0; i < 98; i++) {
        many[i] = i;
    }
    assert(many[99] <= 1);
#elif defined IN_ORDER
    const int one = first, two = second; /* the handler may come between */
    assert(one || !two);
#else
    const int two = second, one = first;
    assert(one || !two);
#endif
    return unused;
}

int main(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = handle};
    sigemptyset(&action.sa_mask);
#ifdef APART
    sigaddset(&action.sa_mask, SIGUSR1);
    sigaddset(&action.sa_mask, SIGUSR2);
#endif
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
#ifdef MASKED
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* for the thread, too, from its first step on */
#endif
    first = 0;
    pthread_create(&thread, NULL, work, NULL);
    pthread_kill(thread, SIGUSR1);
#ifdef NESTED
    pthread_kill(thread, SIGUSR2);
#endif
    pthread_join(thread, NULL);
    return plain > 2;
}
