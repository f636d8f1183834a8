/*
 * scanned_number.c - sscanf reads the text and writes the number: another thread makes the one, and
 * looks at the other.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>

static char text[8] = "7";
static int number;

static void *scan(void *argument)
{
    (void)sscanf(text, "%d", &number);
    return argument;
}

int main(void)
{
    pthread_t thread;
#ifdef FIXED
    (void)snprintf(text, sizeof text, "%d", 9);
#endif
    pthread_create(&thread, NULL, scan, NULL);
#ifndef FIXED
    (void)snprintf(text, sizeof text, "%d", 9);
#endif
    pthread_join(thread, NULL);
    assert(number == 9 || number == 7);
    return 0;
}
