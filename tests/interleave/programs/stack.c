/*
 * stack.c - one thread pushes, another pops as soon as something was pushed once: that there is
 * something now, it doesn't ask.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { ITEMS = 10 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items[ITEMS];
static int height;
static bool begun;

static void *push(void *argument)
{
    for (int i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&lock);
        assert(height < ITEMS);
        items[height++] = i;
        begun = true;
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

static void *pop(void *argument)
{
    int sum = 0;
    for (int i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&lock);
#ifdef FIXED
        const bool full = begun && height > 0;
#else
        const bool full = begun;
#endif
        if (full) {
            assert(height > 0);
            sum += items[--height];
        }
        pthread_mutex_unlock(&lock);
    }
    return sum >= 0 ? argument : NULL;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, push, NULL);
    pthread_create(&threads[1], NULL, pop, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
