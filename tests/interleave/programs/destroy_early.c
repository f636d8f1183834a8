/*
 * destroy_early.c - the mutex is destroyed as soon as one of two threads is through with it. Their
 * critical sections have nothing in common but the mutex.
 *
 * Expect: passed
 * Expect -DBUG: failed mutex misuse
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counts[2];

static void *count(void *argument)
{
    int *mine = argument;
    pthread_mutex_lock(&lock);
    ++*mine;
    pthread_mutex_unlock(&lock);
#ifdef BUG
    if (mine == counts) {
        pthread_mutex_destroy(&lock);
    }
#endif
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, count, &counts[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return counts[0] == 1 && counts[1] == 1 ? 0 : 1;
}
