/*
 * local_time.c - localtime returns the same place to all; localtime_r is given one.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static void *look(void *argument)
{
    const time_t then = 86400 * 200;
#ifdef FIXED
    struct tm own;
    const struct tm *when = gmtime_r(&then, &own);
#else
    const struct tm *when = gmtime(&then);
#endif
    assert(when->tm_yday == 200);
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, look, NULL);
    pthread_create(&other, NULL, look, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
