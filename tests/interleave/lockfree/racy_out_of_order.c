/*
 * racy_out_of_order.c - a reader that looks without an atomic load first. What it sees then has no
 * order that the exchange after it would have to agree with, so the assertion "can fail"; but what
 * is wrong is the data race.
 *
 * Expect: failed data race
 * Expect -DATOMIC: proved
 * Expect -DATOMIC -DTWO: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int ticket;
static atomic_int other;

static void *look_and_take(void *argument)
{
#ifdef TWO
    const int seen = atomic_load_explicit(&other, memory_order_relaxed);
#elif defined(ATOMIC)
    const int seen = atomic_load_explicit(&ticket, memory_order_relaxed);
#else
    const int seen = *(int *)&ticket;
#endif
    const int before = atomic_exchange_explicit(&ticket, 2, memory_order_relaxed);
    assert(!(seen == 1 && before == 0));
    return argument;
}

static void *offer(void *argument)
{
    atomic_store_explicit(&ticket, 1, memory_order_relaxed);
    atomic_store_explicit(&other, 1, memory_order_relaxed);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, look_and_take, NULL);
    pthread_create(&threads[1], NULL, offer, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
