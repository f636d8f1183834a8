/*
 * poll_under_lock.c - a thread polls under a mutex until another one, which needs the mutex, too,
 * has set what it waits for. Nobody is stuck, as it gives the mutex back in each turn.
 *
 * Expect: proved
 * Expect -DKEPT: failed livelock
 */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool done;

static void *poll(void *argument)
{
    bool seen;
    do {
        pthread_mutex_lock(&mutex);
        seen = done;
        pthread_mutex_unlock(&mutex);
    } while (!seen);
    return argument;
}

static void *work(void *argument)
{
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&mutex);
#ifndef KEPT
        done = i == 1;
#endif
        pthread_mutex_unlock(&mutex);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, poll, NULL);
    pthread_create(&threads[1], NULL, work, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
