/*
 * semaphores.c - a producer and a consumer with two semaphores; one place more than there is.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

enum { SENT = 3 };

static int place;
static sem_t free_places, full_places;

static void *produce(void *argument)
{
    for (int i = 1; i <= SENT; i++) {
        sem_wait(&free_places);
        place = i;
        sem_post(&full_places);
    }
    return argument;
}

static void *consume(void *argument)
{
    for (int i = 1; i <= SENT; i++) {
        sem_wait(&full_places);
        assert(place == i);
        sem_post(&free_places);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
#ifdef FIXED
    sem_init(&free_places, 0, 1);
#else
    sem_init(&free_places, 0, 2);
#endif
    sem_init(&full_places, 0, 0);
    pthread_create(&threads[0], NULL, produce, NULL);
    pthread_create(&threads[1], NULL, consume, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
