/*
 * reorder_100.c - 100 threads set two flags one after the other, one checks that both or none are
 * set.
 *
 * Expect: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { SETTERS = 100 - 1 };

static atomic_int a, b;

static void *set(void *argument)
{
#ifdef FIXED
    atomic_store(&b, -1);
    atomic_store(&a, 1);
#else
    atomic_store(&a, 1);
    atomic_store(&b, -1);
#endif
    return argument;
}

static void *check(void *argument)
{
#ifdef FIXED
    const int seen = atomic_load(&a);
    assert(seen == 0 || atomic_load(&b) == -1);
#else
    const int seen = atomic_load(&a);
    const int other = atomic_load(&b);
    assert((seen == 0 && other == 0) || (seen == 1 && other == -1) || (seen == 0 && other == -1));
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[SETTERS + 1];
    for (int i = 0; i < SETTERS; i++) {
        pthread_create(&threads[i], NULL, set, NULL);
    }
    pthread_create(&threads[SETTERS], NULL, check, NULL);
    for (int i = 0; i <= SETTERS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
