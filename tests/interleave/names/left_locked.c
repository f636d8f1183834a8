/*
 * left_locked.c - a thread ends while it holds a lock that another one still wants.
 *
 * Sentence: which close_up locked; close_up ended without unlocking it.
 * Row: locks till
 * Row: waits for till, which close_up left locked
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t till = PTHREAD_MUTEX_INITIALIZER;

static void *close_up(void *unused)
{
    pthread_mutex_lock(&till);
    return unused;
}

int main(void)
{
    pthread_t clerk;
    if (pthread_create(&clerk, NULL, close_up, NULL) != 0) {
        return 0;
    }
    pthread_mutex_lock(&till);
    pthread_mutex_unlock(&till);
    return pthread_join(clerk, NULL);
}
