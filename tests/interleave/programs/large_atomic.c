/*
 * large_atomic.c - an atomic structure that no instruction can change: each operation is a step,
 * but not a load and a store together.
 *
 * Expect -Wno-atomic-alignment: failed assertion
 * Expect -Wno-atomic-alignment -DFIXED: bounded
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct totals {
    long count, sum, sum_of_squares;
};

static _Atomic(struct totals) totals;

static void *add(void *argument)
{
    const long value = *(const int *)argument;
    struct totals before = atomic_load(&totals), after;
    do {
        after = before;
        after.count++;
        after.sum += value;
        after.sum_of_squares += value * value;
#ifndef FIXED
        atomic_store(&totals, after);
        return NULL;
#endif
    } while (!atomic_compare_exchange_weak(&totals, &before, after));
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    const int values[2] = {2, 3};
    pthread_create(&threads[0], NULL, add, (void *)&values[0]);
    pthread_create(&threads[1], NULL, add, (void *)&values[1]);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    const struct totals end = atomic_load(&totals);
    assert(end.count == 2 && end.sum == 5 && end.sum_of_squares == 13);
    return 0;
}
