/*
 * formats.c - a text is printed in many ways, while another thread changes a letter of it that this
 * one reads, or doesn't.
 *
 * Expect -DFORMAT='"%s"': failed data race
 * Expect -DFORMAT='"%12s"': failed data race
 * Expect -DFORMAT='"Ends. %s"': failed data race
 * Expect -DFORMAT='"%.9s"': failed data race
 * Expect -DFORMAT='"%.2s"': proved
 * Expect -DFORMAT='"%*s"' -DBEFORE=9,: failed data race
 * Expect -DFORMAT='"%.*s"' -DBEFORE=9,: failed data race
 * Expect -DFORMAT='"%.*s"' -DBEFORE=2,: proved
 * Expect -DFORMAT='"%5.1f-%Lg.%%%s"' -DBEFORE=1.5,2.5L,: failed data race
 * Expect -DFORMAT='"%1$s"': bounded
 */
#include <pthread.h>
#include <stdio.h>

#ifndef BEFORE
#define BEFORE
#endif

static char text[16] = "hello";

static void *change(void *argument)
{
    text[3] = 'L';
    return argument;
}

int main(void)
{
    pthread_t thread;
    char copy[64];
    pthread_create(&thread, NULL, change, NULL);
    snprintf(copy, sizeof copy, FORMAT, BEFORE text);
    pthread_join(thread, NULL);
    return copy[0] == 'z';
}
