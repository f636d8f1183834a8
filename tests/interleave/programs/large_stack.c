/*
 * large_stack.c - a thread that asks for a stack of 64 MiB, and uses most of it.
 *
 * Expect: proved
 * Expect -DUSUAL: failed crash
 */
#include <pthread.h>
#include <stddef.h>

enum { MEGABYTE = 1 << 20 };

static void *use(void *argument)
{
    volatile char most[48 * MEGABYTE];
    for (size_t i = 0; i < sizeof most; i += MEGABYTE) {
        most[i] = 1;
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
#ifndef USUAL
    pthread_attr_setstacksize(&attributes, (size_t)64 * MEGABYTE);
#endif
    pthread_create(&thread, &attributes, use, NULL);
    return pthread_join(thread, NULL);
}
