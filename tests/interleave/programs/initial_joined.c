/*
 * initial_joined.c - a thread waits for the initial one, which leaves by pthread_exit, and then
 * uses what that wrote. POSIX allows it.
 *
 * Expect: proved
 * Expect -DDETACHED: failed mutex misuse
 * Expect -DBARE: failed data race
 */
#include <pthread.h>
#include <stddef.h>

static pthread_t initial;
static int value;

static void *work(void *argument)
{
#ifndef BARE
    pthread_join(initial, NULL);
#endif
    value++;
    return argument;
}

int main(void)
{
    pthread_t thread;
    initial = pthread_self();
#ifdef DETACHED
    pthread_detach(initial);
#endif
    pthread_create(&thread, NULL, work, NULL);
    pthread_detach(thread);
    value++;
    pthread_exit(NULL);
}
