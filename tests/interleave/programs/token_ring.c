/*
 * token_ring.c - each thread passes on what it got from the one before; read too early, it is
 * missing.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

enum { RING = 4 };

static int token[RING];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#ifdef FIXED
static pthread_cond_t passed = PTHREAD_COND_INITIALIZER;
#endif

static void *pass(void *argument)
{
    const int place = *(int *)argument;
    pthread_mutex_lock(&lock);
#ifdef FIXED
    while (place > 0 && token[place - 1] == 0) {
        pthread_cond_wait(&passed, &lock);
    }
    pthread_cond_broadcast(&passed);
#endif
    token[place] = place == 0 ? 1 : token[place - 1] + 1;
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    pthread_t threads[RING];
    int places[RING];
    for (int i = 0; i < RING; i++) {
        places[i] = i;
        pthread_create(&threads[i], NULL, pass, &places[i]);
    }
    for (int i = 0; i < RING; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(token[RING - 1] == RING);
    return 0;
}
