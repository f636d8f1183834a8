/*
 * attempts.c - who doesn't get the lock in fifty attempts leaves its work undone, or waits for it.
 *
 * Expect: failed wrong result
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <sched.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *add(void *argument)
{
    int attempts = 0;
    while (pthread_mutex_trylock(&lock) != 0) {
        sched_yield();
        if (++attempts == 50) {
#ifdef FIXED
            pthread_mutex_lock(&lock);
            break;
#else
            return argument;
#endif
        }
    }
    count++;
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, add, NULL);
    pthread_create(&threads[1], NULL, add, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return count != 2;
}
