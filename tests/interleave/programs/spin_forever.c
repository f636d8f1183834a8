/*
 * spin_forever.c - two threads that wait in loops for each other.
 *
 * Expect: failed livelock
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool one, two;

static void *first(void *argument)
{
#ifdef FIXED
    atomic_store(&one, true);
    while (!atomic_load(&two)) {
    }
#else
    while (!atomic_load(&two)) {
    }
    atomic_store(&one, true);
#endif
    return argument;
}

static void *second(void *argument)
{
    while (!atomic_load(&one)) {
    }
    atomic_store(&two, true);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, first, NULL);
    pthread_create(&threads[1], NULL, second, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
