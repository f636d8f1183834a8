/*
 * timed_lock.c - a lock that is waited for only so long may not be had.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

static void *hold(void *argument)
{
    pthread_mutex_lock(&lock);
    value++;
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    const struct timespec until = {0};
    pthread_t thread;
    pthread_create(&thread, NULL, hold, NULL);
    const int error = pthread_mutex_timedlock(&lock, &until);
#ifdef FIXED
    if (error == 0) {
        value++;
        assert(pthread_mutex_timedlock(&lock, &until) == ETIMEDOUT); /* it has it already */
        pthread_mutex_unlock(&lock);
    }
#else
    assert(error == 0);
#endif
    pthread_join(thread, NULL);
    return 0;
}
