/*
 * A waiter that is signalled, and asked to end before it goes on: it may do either (POSIX.1-2017,
 * 2.9.5), and has the mutex then. Who doesn't give it back in a cleanup handler leaves it locked.
 *
 * Expect: failed deadlock or mutex misuse
 * Expect -DBROADCAST: failed deadlock or mutex misuse
 * Expect -DCLEANUP: proved
 * Expect -DCLEANUP -DBROADCAST: proved
 * Expect -DDISABLED: proved
 * Expect -DJOINED: failed deadlock or mutex misuse
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ready;

static void give_back(void *argument)
{
    (void)argument;
    pthread_mutex_unlock(&mutex);
}

static void *nothing(void *argument)
{
    return argument;
}

static void *run(void *argument)
{
    pthread_t other;
#ifdef DISABLED
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
#endif
#ifdef JOINED
    pthread_create(&other, NULL, nothing, NULL);
    pthread_mutex_lock(&mutex);
    pthread_join(other, NULL);
#else
    (void)other;
    (void)nothing;
    pthread_mutex_lock(&mutex);
#endif
#ifdef CLEANUP
    pthread_cleanup_push(give_back, NULL);
#endif
#ifndef JOINED
    while (!ready) {
        pthread_cond_wait(&condition, &mutex);
    }
#endif
#ifdef CLEANUP
    pthread_cleanup_pop(1);
#else
    give_back(NULL);
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL);
    pthread_mutex_lock(&mutex);
    ready = 1;
#ifdef BROADCAST
    pthread_cond_broadcast(&condition);
#else
    pthread_cond_signal(&condition);
#endif
    pthread_mutex_unlock(&mutex);
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    return 0;
}
