/*
 * try_until_write.c - a loop that tries a rwlock, which another thread has and gives back.
 *
 * Expect: proved
 * Expect -DKEPT: failed livelock
 */
#include <pthread.h>
#include <sched.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static void *try_it(void *argument)
{
    while (pthread_rwlock_trywrlock(&lock) != 0) {
        sched_yield();
    }
    value++;
    pthread_rwlock_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_rwlock_wrlock(&lock);
    pthread_create(&thread, NULL, try_it, NULL);
    value++;
#ifndef KEPT
    pthread_rwlock_unlock(&lock);
#endif
    pthread_join(thread, NULL);
    return value != 2;
}
