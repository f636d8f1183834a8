/* A sequence lock: a reader takes two values only if no writer came in between (Boehm, MSPC 2012).
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int sequence, first, second;

static void *change(void *argument)
{
    atomic_store(&sequence, 1);                              /* enough: relaxed */
    atomic_thread_fence(memory_order_seq_cst);               /* enough: release */
    atomic_store_explicit(&first, 1, memory_order_relaxed);  /* enough: relaxed */
    atomic_store_explicit(&second, 1, memory_order_relaxed); /* enough: relaxed */
    atomic_store(&sequence, 2);                              /* enough: release */
    return argument;
}

int main(void)
{
    pthread_t one;
    pthread_create(&one, NULL, change, NULL);
    const int before = atomic_load(&sequence);                         /* enough: acquire */
    const int a = atomic_load_explicit(&first, memory_order_relaxed);  /* enough: relaxed */
    const int b = atomic_load_explicit(&second, memory_order_relaxed); /* enough: relaxed */
    atomic_thread_fence(memory_order_seq_cst);                         /* enough: acquire */
    if (before % 2 == 0 && atomic_load(&sequence) == before) {         /* enough: relaxed */
        assert(a == b);
    }
    return pthread_join(one, NULL);
}
