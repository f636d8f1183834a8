/*
 * threads_for_ever.c - threads are started without end: no execution is whole, but what shows
 * before it is cut counts.
 *
 * Expect: passed
 * Expect -DJOINS: passed
 * Expect -DRACES: failed data race
 * Expect -DRACES -DDETACHES: failed data race
 * Expect -DJOINS -DASSERTS: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int served;

static void *serve(void *unused)
{
#ifndef RACES
    pthread_mutex_lock(&lock);
#endif
    served++;
#ifdef ASSERTS
    assert(served < 50);
#endif
#ifndef RACES
    pthread_mutex_unlock(&lock);
#endif
    return unused;
}

int main(void)
{
    for (;;) {
        pthread_t thread;
        pthread_create(&thread, NULL, serve, NULL);
#ifdef DETACHES
        pthread_detach(thread);
#endif
#ifdef JOINS
        pthread_join(thread, NULL);
#endif
    }
}
