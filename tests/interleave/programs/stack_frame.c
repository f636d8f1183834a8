/*
 * stack_frame.c - a thread is given a local variable of a function that returns before it is read.
 *
 * Expect: failed use after free or data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>

static int seen;

static void *look(void *argument)
{
    seen = *(int *)argument;
    return NULL;
}

static void start(pthread_t *thread)
{
    int local = 42;
    pthread_create(thread, NULL, look, &local);
#ifdef FIXED
    pthread_join(*thread, NULL);
#endif
}

int main(void)
{
    pthread_t thread;
    start(&thread);
#ifndef FIXED
    pthread_join(thread, NULL);
#endif
    return 0;
}
