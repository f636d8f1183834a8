/*
 * unaligned.c - a value of sixteen bytes that begins in the middle of eight, and another thread
 * that writes to the eight between its ends.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdint.h>

typedef __int128 __attribute__((aligned(1), may_alias)) anywhere;

static _Alignas(16) int8_t bytes[32];

static void *write_between(void *argument)
{
#ifdef FIXED
    bytes[24] = 1;
#else
    bytes[12] = 1;
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, write_between, NULL);
    *(anywhere *)&bytes[4] = 5;
    pthread_join(thread, NULL);
    return bytes[4] != 5;
}
