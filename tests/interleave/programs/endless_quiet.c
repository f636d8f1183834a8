/*
 * endless_quiet.c - two threads that write a variable each for ever, without a step: neither must
 * keep the other from its work. Alone, such a loop is a livelock, whether it is seen or not.
 *
 * Expect: failed data race
 * Expect -DFIXED: failed livelock
 * Expect -DFIXED -DUNSEEN: failed livelock
 * Expect -DENDS: proved
 */
#include <pthread.h>
#include <stddef.h>

static __thread int own;
static int shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *argument)
{
#if defined FIXED || defined ENDS
    pthread_mutex_lock(&lock);
    shared++;
    pthread_mutex_unlock(&lock);
#else
    if (argument != NULL) {
        shared = 1;
    } else {
        pthread_mutex_lock(&lock);
        shared = 2;
        pthread_mutex_unlock(&lock);
    }
#endif
#ifdef UNSEEN
    for (;;) {
    }
#elif defined ENDS
    for (int i = 0; i < 100000; i++) {
        own = i;
    }
#else
    for (;;) {
        own = 1;
    }
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, work, NULL);
    pthread_create(&threads[1], NULL, work, &threads);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
