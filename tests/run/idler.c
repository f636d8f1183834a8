/*
 * idler.c - a program that stands still, but for a thread like the one that ThreadSanitizer's
 * runtime has: with all signals blocked, it wakes again and again, and does nothing. With an
 * argument, a thread of its own looks for something that never comes, and sleeps in between.
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

/* Looks for half a millisecond, and sleeps for ten. */
static void *look(void *argument)
{
    const clock_t look = CLOCKS_PER_SEC / 2000;
    for (;;) {
        const clock_t begin = clock();
        while (clock() - begin < look) {
        }
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return argument;
}

int main(int argc, char *argv[])
{
    pthread_t thread;
    (void)argv;
    pthread_create(&thread, NULL, argc > 1 ? look : wake, NULL);
    pause();
}
