/*
 * signal-by-its-address.c - signal is called through a pointer, beside a call that only has SIGPIPE
 * ignored.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <signal.h>

static void act(int number)
{
    (void)number;
}

long total(struct workload load)
{
    void (*(*install)(int, void (*)(int)))(int) = signal;
    signal(SIGPIPE, SIG_IGN);
    install(SIGALRM, act);
    return load.threads * load.work;
}
