/* A function that is told the order: at one place, both that it is called with. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ready, count;
static int message;

static void put_in(atomic_int *place, memory_order order)
{
    atomic_store_explicit(place, 1, order); /* enough: release */
}

static void *put(void *argument)
{
    put_in(&count, memory_order_relaxed);
    message = 42;
    put_in(&ready, memory_order_seq_cst);
    return argument;
}

int main(void)
{
    pthread_t one;
    pthread_create(&one, NULL, put, NULL);
    if (atomic_load(&ready)) { /* enough: acquire */
        assert(message == 42);
    }
    return pthread_join(one, NULL);
}
