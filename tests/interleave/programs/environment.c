/*
 * environment.c - the environment belongs to all threads, and setenv changes it (POSIX.1-2017,
 * setenv: need not be thread-safe); calls of getenv alone don't race.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

static void *look(void *argument)
{
    (void)getenv("RACETRACK_PLACE");
    return argument;
}

int main(void)
{
    pthread_t thread;
#ifdef FIXED
    setenv("RACETRACK_PLACE", "here", 1);
#endif
    pthread_create(&thread, NULL, look, NULL);
#ifdef FIXED
    (void)getenv("RACETRACK_PLACE");
#else
    setenv("RACETRACK_PLACE", "here", 1);
#endif
    pthread_join(thread, NULL);
    return 0;
}
