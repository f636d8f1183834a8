/*
 * another-name-for-signal.c - signal under a name of the program's own, beside a call that only has
 * SIGPIPE ignored.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <signal.h>

void (*install(int number, void (*handler)(int)))(int) __asm__("__sysv_signal");

static void act(int number)
{
    (void)number;
}

long total(struct workload load)
{
    signal(SIGPIPE, SIG_IGN);
    install(SIGALRM, act);
    return load.threads * load.work;
}
