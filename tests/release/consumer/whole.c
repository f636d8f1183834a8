/* whole.c - a program that knows nothing of the explorer; -DRACY takes its lock away. */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *increment(void *argument)
{
#ifndef RACY
    pthread_mutex_lock(&mutex);
#endif
    count = count + 1;
#ifndef RACY
    pthread_mutex_unlock(&mutex);
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, increment, NULL);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(count == 2);
    return 0;
}
