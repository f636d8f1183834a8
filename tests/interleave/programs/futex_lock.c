/*
 * A lock that waits by futex(2) itself: 0 free, 1 taken, 2 taken and somebody waits (Drepper,
 * "Futexes are tricky"). Wrong: to wake nobody if nobody was seen waiting, where a waiter doesn't
 * say that it waits.
 *
 * Expect: proved
 * Expect -DWRONG: failed deadlock
 * Expect -DREQUEUES: unexplored
 */
#define _GNU_SOURCE
#include <assert.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...);

static atomic_int word;
static int total;

static void lock(void)
{
    int seen = 0;
    if (atomic_compare_exchange_strong(&word, &seen, 1)) {
        return;
    }
#ifdef WRONG
    do {
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
        seen = 0;
    } while (!atomic_compare_exchange_strong(&word, &seen, 1));
#else
    if (seen != 2) {
        seen = atomic_exchange(&word, 2);
    }
    while (seen != 0) {
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
        seen = atomic_exchange(&word, 2);
    }
#endif
}

static void unlock(void)
{
#ifdef REQUEUES
    syscall(SYS_futex, &word, FUTEX_REQUEUE, 1, NULL, &word, 0);
#endif
    if (atomic_exchange(&word, 0) == 2) {
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    }
}

static void *run(void *argument)
{
    lock();
    total++;
    unlock();
    return argument;
}

int main(void)
{
    pthread_t other;
    pthread_create(&other, NULL, run, NULL);
    run(NULL);
    pthread_join(other, NULL);
    assert(total == 2);
    return 0;
}
