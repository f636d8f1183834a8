/*
 * many_threads.c - ten threads that read a ticket's number in one critical section and write the
 * next one in another: more threads than a page has room to give a column each.
 */
#include <pthread.h>

enum { THREADS = 10 };

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int next;

static void *take(void *argument)
{
    pthread_mutex_lock(&guard);
    const int ticket = next;
    pthread_mutex_unlock(&guard);
    pthread_mutex_lock(&guard);
    next = ticket + 1;
    pthread_mutex_unlock(&guard);
    return argument;
}

int main(void)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, take, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return next != THREADS;
}
