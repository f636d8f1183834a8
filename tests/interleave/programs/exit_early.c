/*
 * exit_early.c - a thread ends the process, by one call or another, while others still work: what
 * these do may come before.
 *
 * Expect: failed data race
 * Expect -DEND=_exit: failed data race
 * Expect -DEND=_Exit: failed data race
 * Expect -DEND=quick_exit: failed data race
 * Expect -DFIXED: proved
 * Expect -DFIXED -DEND=quick_exit: proved
 * Expect -DFIXED -DSTATUS=1: failed wrong result
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef END
#define END exit
#endif
#ifndef STATUS
#define STATUS 0
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *end(void *unused)
{
    (void)unused;
    END(STATUS);
}

static void *add(void *unused)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    count++;
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return unused;
}

int main(void)
{
    pthread_t ends, adds[2];
    pthread_create(&ends, NULL, end, NULL);
    pthread_create(&adds[0], NULL, add, NULL);
    pthread_create(&adds[1], NULL, add, NULL);
    pthread_join(ends, NULL);
    pthread_join(adds[0], NULL);
    pthread_join(adds[1], NULL);
    return 0;
}
