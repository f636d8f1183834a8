/*
 * leak.c - a thread that nobody joins, which has nothing to do that could go wrong: the program
 * just ends. --leaks=fail is in test_command.c.
 *
 * Expect: proved
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
