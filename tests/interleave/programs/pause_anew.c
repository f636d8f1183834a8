/*
 * pause_anew.c - two threads that try locks in opposite orders, and each time say anew how long
 * they sleep: what a loop writes on its own stack is no sign that it gets on.
 *
 * Expect: failed livelock
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void take(pthread_mutex_t *first, pthread_mutex_t *second)
{
    struct timespec pause, *volatile shared = &pause;
    pthread_mutex_lock(first);
    while (pthread_mutex_trylock(second) != 0) {
        shared->tv_sec = 0;
        shared->tv_nsec = 1000;
        nanosleep(shared, NULL);
    }
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *left_first(void *argument)
{
    take(&left, &right);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, left_first, NULL);
#ifdef FIXED
    take(&left, &right);
#else
    take(&right, &left);
#endif
    pthread_join(thread, NULL);
    return 0;
}
