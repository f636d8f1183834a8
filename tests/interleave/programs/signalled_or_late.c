/*
 * signalled_or_late.c - a signal and a time limit at once: what wakes the waiter is either's luck,
 * and the program takes it for granted that it is the time.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool ready;

static void *wait_for_it(void *argument)
{
    const struct timespec until = {0};
    pthread_mutex_lock(&lock);
    if (!ready) {
        const bool late = pthread_cond_timedwait(&changed, &lock, &until) != 0;
#ifdef FIXED
        (void)late;
#else
        assert(late);
#endif
    }
    pthread_mutex_unlock(&lock);
    return argument;
}

static void *tell(void *argument)
{
    pthread_mutex_lock(&lock);
    ready = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, wait_for_it, NULL);
    pthread_create(&threads[1], NULL, tell, NULL);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
