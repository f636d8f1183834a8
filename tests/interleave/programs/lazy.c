/*
 * lazy.c - a thing that is made when it is first needed, with a check outside the lock.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

static int *thing;
static int made;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int *get(void)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
    if (thing == NULL) {
        thing = malloc(sizeof *thing);
        *thing = 42;
        made++;
    }
    pthread_mutex_unlock(&lock);
#else
    if (thing == NULL) {
        pthread_mutex_lock(&lock);
        if (thing == NULL) {
            thing = malloc(sizeof *thing);
            *thing = 42;
            made++;
        }
        pthread_mutex_unlock(&lock);
    }
#endif
    return thing;
}

static void *use(void *argument)
{
    assert(*get() == 42);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, use, NULL);
    pthread_create(&threads[1], NULL, use, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    assert(made == 1);
    free(thing);
    return 0;
}
