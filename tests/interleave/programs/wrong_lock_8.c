/*
 * wrong_lock_8.c - one thread guards the data with one lock, seven with another. With ATOMIC there
 * is no data race, and still each update is of two steps.
 *
 * Expect: failed data race or assertion
 * Expect -DATOMIC: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { OTHERS = 7 };

#ifdef ATOMIC
static atomic_int data;
#else
static int data;
#endif
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
#ifdef FIXED
#define two one
#else
static pthread_mutex_t two = PTHREAD_MUTEX_INITIALIZER;
#endif

static void *check(void *argument)
{
    pthread_mutex_lock(&one);
    const int before = data;
    data = data + 1;
    assert(data == before + 1);
    pthread_mutex_unlock(&one);
    return argument;
}

static void *add(void *argument)
{
    pthread_mutex_lock(&two);
    data = data + 1;
    pthread_mutex_unlock(&two);
    return argument;
}

int main(void)
{
    pthread_t threads[1 + OTHERS];
    pthread_create(&threads[0], NULL, check, NULL);
    for (int i = 1; i <= OTHERS; i++) {
        pthread_create(&threads[i], NULL, add, NULL);
    }
    for (int i = 0; i <= OTHERS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
