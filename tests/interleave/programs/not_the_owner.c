/*
 * not_the_owner.c - a mutex that another thread unlocks.
 *
 * Expect: failed mutex misuse
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *open_it(void *argument)
{
#ifndef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_mutex_lock(&lock);
    pthread_create(&thread, NULL, open_it, NULL);
    pthread_join(thread, NULL);
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return 0;
}
