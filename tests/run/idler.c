/*
 * idler.c - a program that stands still, but for a thread like the one that ThreadSanitizer's
 * runtime has: with all signals blocked, it wakes again and again, and does nothing.
 */
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

static void *wake(void *argument)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    for (;;) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wake, NULL);
    pause();
}
