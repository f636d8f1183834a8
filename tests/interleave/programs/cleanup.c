/*
 * cleanup.c - a thread that leaves by pthread_exit in the middle of a critical section; the handler
 * that it pushed gives the lock back, or was forgotten.
 *
 * Expect: failed deadlock or mutex misuse
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int done;

static void give_back(void *mutex)
{
#ifdef FIXED
    pthread_mutex_unlock(mutex);
#else
    (void)mutex;
#endif
}

static void *work(void *argument)
{
    pthread_mutex_lock(&guard);
    pthread_cleanup_push(give_back, &guard);
    done++;
    if (argument != NULL) {
        pthread_exit(&done);
    }
    pthread_cleanup_pop(1);
    return NULL;
}

int main(void)
{
    pthread_t one, other;
    void *result;
    pthread_create(&one, NULL, work, &done);
    pthread_create(&other, NULL, work, &done);
    pthread_join(one, &result);
    assert(result == &done);
    pthread_join(other, NULL);
    work(NULL);
    assert(done == 3);
    return 0;
}
