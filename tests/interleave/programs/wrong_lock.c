/*
 * wrong_lock.c - two groups of threads guard the same data with different locks.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static int data;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
#ifdef FIXED
#define two one
#else
static pthread_mutex_t two = PTHREAD_MUTEX_INITIALIZER;
#endif

static void *add_one(void *argument)
{
    pthread_mutex_lock(&one);
    const int before = data;
    data = before + 1;
    assert(data == before + 1);
    pthread_mutex_unlock(&one);
    return argument;
}

static void *add_two(void *argument)
{
    pthread_mutex_lock(&two);
    data = data + 1;
    pthread_mutex_unlock(&two);
    return argument;
}

int main(void)
{
    pthread_t threads[3];
    pthread_create(&threads[0], NULL, add_one, NULL);
    pthread_create(&threads[1], NULL, add_two, NULL);
    pthread_create(&threads[2], NULL, add_two, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
