/* A message behind a flag: the flag publishes it, the count of looks orders nothing. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ready, looks;
static int message;

static void *put(void *argument)
{
    message = 42;
    atomic_store(&ready, 1); /* enough: release */
    return argument;
}

static void *take(void *argument)
{
    atomic_fetch_add(&looks, 1); /* enough: relaxed */
    if (atomic_load(&ready)) {   /* enough: acquire */
        assert(message == 42);
    }
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, put, NULL);
    pthread_create(&other, NULL, take, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return looks == 1 ? 0 : 1; /* enough: relaxed */
}
