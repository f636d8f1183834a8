/*
 * circular_buffer.c - a ring of two places without a check that it is full.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

enum { ROOM = 2, SENT = 3 };

static int ring[ROOM];
static int first, count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *send(void *argument)
{
    for (int i = 1; i <= SENT; i++) {
        pthread_mutex_lock(&lock);
#ifdef FIXED
        while (count == ROOM) {
            pthread_cond_wait(&changed, &lock);
        }
#endif
        ring[(first + count) % ROOM] = i;
        count++;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

static void *receive(void *argument)
{
    for (int i = 1; i <= SENT; i++) {
        pthread_mutex_lock(&lock);
        while (count == 0) {
            pthread_cond_wait(&changed, &lock);
        }
        assert(ring[first] == i);
        first = (first + 1) % ROOM;
        count--;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, send, NULL);
    pthread_create(&threads[1], NULL, receive, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
