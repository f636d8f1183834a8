/*
 * main_leaves.c - main ends by pthread_exit, and the program with its last thread: as by exit(0),
 * so that what was registered for then is done.
 *
 * Expect: failed wrong result
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int value;

static void judge(void)
{
    if (value != 2) {
        _exit(1);
    }
}

static void *add(void *argument)
{
#ifdef FIXED
    value++;
#else
    value = value + 1;
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    atexit(judge);
    for (int i = 0; i < 2; i++) {
        pthread_create(&thread, NULL, add, NULL);
        pthread_detach(thread);
    }
    pthread_exit(NULL);
}
