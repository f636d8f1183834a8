/* system.c - see system.h. Compiled as a program that is explored. */
#define _GNU_SOURCE
#include "system.h"

#include "../../tools/interleave/interleave_weak.h"

#include <linux/futex.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_THREADS = 4 };

static atomic_long atomics[SYSTEM_VARIABLES];
static atomic_int number_left;
static const int never_changes = 0;
static sem_t semaphore;
static int ends[2], event;
static pthread_t threads[MOST_THREADS];
static int has_joined;

static void add(int number)
{
    (void)number;
    atomic_fetch_add(&atomics[SYSTEM_VARIABLES - 1], 100);
}

static void post(int number)
{
    (void)number;
    sem_post(&semaphore);
}

/* In two steps, between which the other handler may come, and another thread. */
static void add_slowly(int number)
{
    (void)number;
    atomic_long *const last = &atomics[SYSTEM_VARIABLES - 1];
    atomic_store(last, atomic_load(last) + 10);
}

static long futex_wait(void)
{
    for (;;) {
        int left = atomic_load(&number_left);
        if (left > 0 && atomic_compare_exchange_strong(&number_left, &left, left - 1)) {
            return left;
        }
        if (left == 0) {
            syscall(SYS_futex, &number_left, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
        }
    }
}

static long futex_wake(void)
{
    atomic_fetch_add(&number_left, 1);
    return syscall(SYS_futex, &number_left, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void system_begin(int handler_posts)
{
    const struct sigaction other = {.sa_handler = add_slowly};
    sigaction(SIGUSR2, &other, NULL);
    const struct sigaction action = {.sa_handler = handler_posts ? post : add};
    sigaction(SIGUSR1, &action, NULL);
    sem_init(&semaphore, 0, 0);
    if (pipe(ends) != 0) {
        _exit(1);
    }
    event = eventfd(0, EFD_SEMAPHORE);
}

void system_thread(int number, pthread_t handle)
{
    threads[number] = handle;
}

static long change_mask(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    return pthread_sigmask(how, &set, NULL);
}

static long join_first(int number)
{
    if (number != 1 || has_joined) {
        return 0;
    }
    const int error = pthread_join(threads[0], NULL);
    has_joined = 1;
    return error;
}

int system_has_joined(void)
{
    return has_joined;
}

long system_do(enum system_operation operation, int which, long value, int number)
{
    long expected = 0;
    uint64_t one = 1;
    char byte = (char)value;
    switch (operation) {
    case SYSTEM_LOAD:
        return atomic_load(&atomics[which]);
    case SYSTEM_STORE:
        atomic_store(&atomics[which], value);
        return 0;
    case SYSTEM_ADD:
        return atomic_fetch_add(&atomics[which], value);
    case SYSTEM_WEAK_SWAP:
        return atomic_compare_exchange_weak(&atomics[which], &expected, value) + 2 * expected;
    case SYSTEM_TAKE:
        return sem_wait(&semaphore);
    case SYSTEM_GIVE:
        return sem_post(&semaphore);
    case SYSTEM_SEND:
        return number == 0 ? raise(SIGUSR1) : pthread_kill(threads[which % number], SIGUSR1);
    case SYSTEM_SEND_TO_ALL:
        return kill(getpid(), SIGUSR1);
    case SYSTEM_BLOCK:
        return change_mask(SIG_BLOCK);
    case SYSTEM_UNBLOCK:
        return change_mask(SIG_UNBLOCK);
    case SYSTEM_CANCEL:
        if (number == 0) {
            pthread_testcancel();
            return 0;
        }
        return pthread_cancel(threads[which % number]);
    case SYSTEM_DISABLE:
        return pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    case SYSTEM_ENABLE:
        return pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    case SYSTEM_WRITE:
        return write(ends[1], &byte, 1);
    case SYSTEM_READ:
        return read(ends[0], &byte, 1) == 1 ? byte : -1;
    case SYSTEM_EVENT_ADD:
        return write(event, &one, sizeof one);
    case SYSTEM_EVENT_TAKE:
        return read(event, &one, sizeof one) == sizeof one ? (long)one : -1;
    case SYSTEM_CLOSE_READING:
        return close(ends[0]);
    case SYSTEM_CLOSE_WRITING:
        return close(ends[1]);
    case SYSTEM_SEND_OTHER:
        return number == 0 ? raise(SIGUSR2) : pthread_kill(threads[which % number], SIGUSR2);
    case SYSTEM_FUTEX_WAIT:
        return futex_wait();
    case SYSTEM_FUTEX_WAKE:
        return futex_wake();
    case SYSTEM_JOIN:
        return join_first(number);
    case SYSTEM_FUTEX_SLEEP:
        return syscall(SYS_futex, &never_changes, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    case SYSTEM_FUTEX_ROUSE:
        return syscall(SYS_futex, &never_changes, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    case SYSTEM_OPERATIONS:
        break;
    }
    return 0;
}

long system_end(void)
{
    long all = 0;
    for (int i = 0; i < SYSTEM_VARIABLES; i++) {
        all = all * 1009 + atomics[i];
    }
    return all;
}
