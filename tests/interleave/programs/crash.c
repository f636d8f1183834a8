/*
 * crash.c - a pointer is set to NULL while another thread follows it.
 *
 * Expect: failed crash
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int value = 1;
static int *_Atomic pointer = &value;
#ifdef FIXED
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static void *clear(void *argument)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
    pointer = NULL;
    pthread_mutex_unlock(&lock);
#else
    pointer = NULL;
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    int got = 0;
    pthread_create(&thread, NULL, clear, NULL);
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    if (pointer != NULL) {
        got = *pointer;
    }
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    pthread_join(thread, NULL);
    return got > 1;
}
