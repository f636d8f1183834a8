/*
 * last_signal.c - a future is freed by who waits for it, while who fulfils it still signals.
 *
 * Expect: failed use after free
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct future {
    pthread_mutex_t lock;
    pthread_cond_t fulfilled;
    bool ready;
    int value;
};

static void *fulfil(void *argument)
{
    struct future *future = argument;
    pthread_mutex_lock(&future->lock);
    future->value = 42;
    future->ready = true;
#ifdef FIXED
    pthread_cond_signal(&future->fulfilled);
    pthread_mutex_unlock(&future->lock);
#else
    pthread_mutex_unlock(&future->lock);
    pthread_cond_signal(&future->fulfilled);
#endif
    return NULL;
}

int main(void)
{
    pthread_t thread;
    struct future *future = malloc(sizeof *future);
    pthread_mutex_init(&future->lock, NULL);
    pthread_cond_init(&future->fulfilled, NULL);
    future->ready = false;
    pthread_create(&thread, NULL, fulfil, future);
    pthread_mutex_lock(&future->lock);
    while (!future->ready) {
        pthread_cond_wait(&future->fulfilled, &future->lock);
    }
    const int value = future->value;
    pthread_mutex_unlock(&future->lock);
    free(future);
    pthread_join(thread, NULL);
    return value != 42;
}
