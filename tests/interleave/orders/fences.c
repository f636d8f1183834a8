/* A message behind a relaxed flag, with more fences than it takes. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ready;
static int message;

static void *put(void *argument)
{
    message = 42;
    atomic_thread_fence(memory_order_seq_cst);              /* enough: release */
    atomic_store_explicit(&ready, 1, memory_order_relaxed); /* enough: relaxed */
    atomic_thread_fence(memory_order_seq_cst);              /* enough: none */
    return argument;
}

int main(void)
{
    pthread_t one;
    pthread_create(&one, NULL, put, NULL);
    if (atomic_load_explicit(&ready, memory_order_relaxed)) { /* enough: relaxed */
        atomic_thread_fence(memory_order_seq_cst);            /* enough: acquire */
        assert(message == 42);
    }
    return pthread_join(one, NULL);
}
