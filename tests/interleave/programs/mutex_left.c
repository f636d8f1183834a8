/*
 * A thread that ends with a mutex leaves it locked (POSIX.1-2017, pthread_mutex_lock): who waits
 * for it, waits for ever. If nobody does, nothing is wrong but what is told beside the proof.
 *
 * Expect: proved
 * Expect -DWANTED: failed deadlock
 * Expect -DTRIED: proved
 * Expect -DDESTROYED: failed mutex misuse
 */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused)
{
    pthread_mutex_lock(&lock);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
#if defined WANTED
    return pthread_mutex_lock(&lock);
#elif defined TRIED
    return pthread_mutex_trylock(&lock) != EBUSY;
#elif defined DESTROYED
    return pthread_mutex_destroy(&lock) == 0;
#else
    return 0;
#endif
}
