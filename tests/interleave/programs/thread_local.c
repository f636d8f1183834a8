/*
 * thread_local.c - each thread has a counter of its own; or all have one.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#ifdef FIXED
static _Thread_local int count = 5;
#else
static int count = 5;
#endif

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* so that there are several executions */

static void *add(void *argument)
{
    assert(errno == 0);
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    count++;
    errno = count;
    count++;
    assert(count == 7 && errno == 6);
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
