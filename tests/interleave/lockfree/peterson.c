/*
 * peterson.c - a lock for two, of loads and stores (Peterson, "Myths about the mutual exclusion
 * problem", 1981): what one wants must be seen before one looks at the other, which is what seq_cst
 * is for.
 *
 * Expect: proved
 * Expect -DWEAK: failed data race or assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool wants[2];
static atomic_int turn;

#ifdef WEAK
#define ORDER_STORE memory_order_release
#define ORDER_LOAD memory_order_acquire
#else
#define ORDER_STORE memory_order_seq_cst
#define ORDER_LOAD memory_order_seq_cst
#endif
static int count;

static void lock(int me)
{
    atomic_store_explicit(&wants[me], true, ORDER_STORE);
    atomic_store_explicit(&turn, 1 - me, ORDER_STORE);
    while (atomic_load_explicit(&wants[1 - me], ORDER_LOAD) &&
           atomic_load_explicit(&turn, ORDER_LOAD) != me) {
        sched_yield();
    }
}

static void unlock(int me)
{
    atomic_store_explicit(&wants[me], false, memory_order_release);
}

static void *work(void *argument)
{
    const int me = *(const int *)argument;
    lock(me);
    count++;
    unlock(me);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int numbers[2] = {0, 1};
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(count == 2);
    return 0;
}
