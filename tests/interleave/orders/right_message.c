/* As message.c, but with orders that are right already. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ready;
static int message;

static void *put(void *argument)
{
    message = 42;
    atomic_store_explicit(&ready, 1, memory_order_release); /* enough: release */
    return argument;
}

int main(void)
{
    pthread_t one;
    pthread_create(&one, NULL, put, NULL);
    if (atomic_load_explicit(&ready, memory_order_acquire)) { /* enough: acquire */
        assert(message == 42);
    }
    return pthread_join(one, NULL);
}
