/* crash.c - a pointer that is used before it is set, if the thread is too early. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int target;
static int *_Atomic shared;

static void *use(void *argument)
{
    int *found = atomic_load(&shared);
    *found = 1;
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, use, NULL);
    atomic_store(&shared, &target);
    return pthread_join(thread, NULL);
}
