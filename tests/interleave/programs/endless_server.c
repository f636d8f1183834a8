/*
 * endless_server.c - a thread that works for ever under a lock, after a first access without it.
 *
 * Expect: failed data race
 * Expect -DMISUSE: failed mutex misuse
 * Expect -DFIXED: bounded
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value, work;

static void *serve(void *argument)
{
#if !defined FIXED && !defined MISUSE
    value = 1;
#endif
    for (;;) {
        pthread_mutex_lock(&lock);
        work++;
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, serve, NULL);
#ifdef MISUSE
    pthread_mutex_unlock(&lock);
#endif
    value = 2;
    return pthread_join(thread, NULL);
}
