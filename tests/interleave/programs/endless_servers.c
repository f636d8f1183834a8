/*
 * endless_servers.c - twenty threads that take one lock for ever. An execution of them is cut, and
 * what was left to do in it, with all the orders that it could have had, must not outlast the time.
 *
 * Expect: bounded
 * Expect -DUNLOCKED: failed data race
 */
#include <pthread.h>
#include <stddef.h>

enum { SERVERS = 20 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int served;

static void *serve(void *argument)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        served++;
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[SERVERS];
    for (int i = 0; i < SERVERS; i++) {
        pthread_create(&threads[i], NULL, serve, NULL);
    }
#ifdef UNLOCKED
    served++;
#endif
    return pthread_join(threads[0], NULL);
}
