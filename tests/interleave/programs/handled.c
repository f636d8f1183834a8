/*
 * handled.c - a thread raises a signal that the program handles, or doesn't.
 *
 * Expect: failed crash
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t handled;

#ifdef FIXED
static void handle(int number)
{
    handled = number;
}
#endif

static void *work(void *argument)
{
    raise(SIGUSR1);
    return argument;
}

int main(void)
{
    pthread_t thread;
#ifdef FIXED
    struct sigaction action = {.sa_handler = handle};
    sigaction(SIGUSR1, &action, NULL);
#endif
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return handled != SIGUSR1;
}
