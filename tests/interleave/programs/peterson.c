/*
 * peterson.c - Peterson's lock; with the two lines of its entry in the wrong order.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool wants[2];
static atomic_int turn;
static atomic_int inside;

static void enter(int me)
{
#ifdef FIXED
    atomic_store(&wants[me], true);
    atomic_store(&turn, 1 - me);
#else
    atomic_store(&turn, 1 - me);
    atomic_store(&wants[me], true);
#endif
    while (atomic_load(&wants[1 - me]) && atomic_load(&turn) == 1 - me) {
    }
}

static void *work(void *argument)
{
    const int me = *(int *)argument;
    enter(me);
    assert(atomic_fetch_add(&inside, 1) == 0);
    atomic_fetch_sub(&inside, 1);
    atomic_store(&wants[me], false);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int ids[2] = {0, 1};
    pthread_create(&threads[0], NULL, work, &ids[0]);
    pthread_create(&threads[1], NULL, work, &ids[1]);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
