/*
 * two_ends.c - main returns, and another thread exits: who comes first gives the status.
 *
 * Expect: failed wrong result
 * Expect -DMAIN=1 -DOTHER=0: failed wrong result
 * Expect -DFIXED: proved
 * Expect -DJOINED: failed wrong result
 */
#include <pthread.h>
#include <stdlib.h>

#ifndef MAIN
#define MAIN 0
#define OTHER 1
#endif

static void *end(void *unused)
{
#ifndef FIXED
    exit(OTHER);
#endif
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, end, NULL);
#ifdef JOINED
    pthread_join(thread, NULL);
#endif
    return MAIN;
}
