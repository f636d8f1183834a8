/*
 * signal-handler.c - a handler acts whenever a signal comes.
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
    signal(SIGALRM, act);
    return load.threads * load.work;
}
