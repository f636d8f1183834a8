/*
 * large_set.c - memory is set by one call, more of it than a loop would be given time for.
 *
 * Expect: passed
 */
#include <pthread.h>
#include <string.h>

enum { CALLS = 11, SIZE = 8 << 20 };

static char bytes[SIZE];

static void *set(void *argument)
{
    for (int i = 0; i < CALLS; i++) {
        memset(bytes, i, sizeof bytes);
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, set, NULL);
    pthread_join(thread, NULL);
    return bytes[SIZE - 1] != CALLS - 1;
}
