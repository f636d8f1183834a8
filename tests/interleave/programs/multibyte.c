/*
 * multibyte.c - mblen keeps how far it is in a place that all threads share; mbrlen can have one of
 * the caller's.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdlib.h>
#include <wchar.h>

static void *measure(void *argument)
{
#ifdef FIXED
    mbstate_t state = {0};
    (void)mbrlen("a", 1, &state);
#else
    (void)!mblen("a", 1);
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, measure, NULL);
    pthread_create(&threads[1], NULL, measure, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
