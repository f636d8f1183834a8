/*
 * leak.c - a thread that nobody joins.
 *
 * Expect: failed thread leak
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>

static void *nothing(void *argument)
{
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, nothing, NULL);
#ifdef FIXED
    pthread_join(thread, NULL);
#endif
    return 0;
}
