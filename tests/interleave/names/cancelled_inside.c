/*
 * cancelled_inside.c - a thread is cancelled while it holds a lock that another one wants; what
 * would help is in no row.
 *
 * Row: waits for till, which clerk left locked
 * Decides: It passes when clerk (A) goes on before main (M) does step 2: it unlocks till at
 */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static pthread_mutex_t till = PTHREAD_MUTEX_INITIALIZER;

static void *clerk(void *unused)
{
    pthread_mutex_lock(&till);
    sleep(1);
    pthread_mutex_unlock(&till);
    return unused;
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, clerk, NULL) != 0) {
        return 0;
    }
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    pthread_mutex_lock(&till);
    pthread_mutex_unlock(&till);
    return 0;
}
