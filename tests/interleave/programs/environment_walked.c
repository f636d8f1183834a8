/*
 * environment_walked.c - the list that environ points to is read without a call of getenv, and a
 * text that getenv returned is kept (-DKEPT): setenv may change both (POSIX.1-2017, getenv).
 *
 * Expect: failed data race
 * Expect -DKEPT: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

extern char **environ;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *change(void *argument)
{
    pthread_mutex_lock(&lock);
    setenv("RACETRACK_PLACE", "here", 1);
    pthread_mutex_unlock(&lock);
    return argument;
}

static int count_variables(void)
{
    int count = 0;
    for (char **each = environ; *each != NULL; each++) {
        count++;
    }
    return count;
}

int main(void)
{
    pthread_t thread;
    int seen = 0;
    setenv("RACETRACK_PLACE", "there", 1);
    const char *const place = getenv("RACETRACK_PLACE");
    (void)place;
    (void)count_variables;
    pthread_create(&thread, NULL, change, NULL);
#if defined(KEPT)
    seen = place[0];
#elif defined(FIXED)
    pthread_mutex_lock(&lock);
    seen = count_variables();
    pthread_mutex_unlock(&lock);
#else
    seen = count_variables();
#endif
    pthread_join(thread, NULL);
    return seen == 0;
}
