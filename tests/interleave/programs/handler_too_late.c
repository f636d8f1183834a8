/*
 * handler_too_late.c - a signal to a thread that has ended is lost: its handler never runs, so what
 * it counts is missing. In the schedule that passes, no thread goes on that was interrupted.
 *
 * Expect: failed wrong result
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int count;

static void add(int number)
{
    (void)number;
    count++;
}

static void *work(void *argument)
{
#ifdef FIXED
    while (count == 0) {
    }
#endif
    count++;
    return argument;
}

int main(void)
{
    pthread_t thread;
    signal(SIGUSR1, add);
    pthread_create(&thread, NULL, work, NULL);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    return count != 2;
}
