/*
 * bluetooth.c - a driver that is stopped while a request comes in (Qadeer and Wu, PLDI 2004).
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int pending = 1;
static bool stopping, stopped, event;

static int enter(void)
{
    int status = 0;
    pthread_mutex_lock(&lock);
#ifdef FIXED
    if (stopping) {
        status = -1;
    } else {
        pending++;
    }
    pthread_mutex_unlock(&lock);
#else
    const bool too_late = stopping;
    pthread_mutex_unlock(&lock);
    if (too_late) {
        return -1;
    }
    pthread_mutex_lock(&lock); /* between the two, it may be stopped */
    pending++;
    pthread_mutex_unlock(&lock);
#endif
    return status;
}

static void leave(void)
{
    pthread_mutex_lock(&lock);
    if (--pending == 0) {
        event = true;
    }
    pthread_mutex_unlock(&lock);
}

static void *request(void *argument)
{
    if (enter() == 0) {
        pthread_mutex_lock(&lock);
        assert(!stopped);
        pthread_mutex_unlock(&lock);
        leave();
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, request, NULL);
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_mutex_unlock(&lock);
    leave();
    pthread_mutex_lock(&lock);
    if (event) {
        stopped = true;
    }
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    return 0;
}
