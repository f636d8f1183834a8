/*
 * at_exit.c - a handler for the end, which uses what another thread may still write.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdlib.h>

static int written;
static pthread_t thread;

static void *work(void *argument)
{
    written = 1;
    return argument;
}

static void finish(void)
{
#ifdef FIXED
    pthread_join(thread, NULL);
#endif
    if (written == 2) {
        abort();
    }
}

int main(void)
{
    atexit(finish);
    pthread_create(&thread, NULL, work, NULL);
    return 0;
}
