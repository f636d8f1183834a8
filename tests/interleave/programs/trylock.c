/*
 * trylock.c - who can't get the lock at once does without it.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>

static int count, skipped;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *argument)
{
    if (pthread_mutex_trylock(&lock) == 0) {
        count++;
        pthread_mutex_unlock(&lock);
    } else {
#ifdef FIXED
        pthread_mutex_lock(&lock);
        skipped++;
        pthread_mutex_unlock(&lock);
#else
        count++;
        skipped++;
#endif
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, add, NULL);
    pthread_create(&threads[1], NULL, add, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
