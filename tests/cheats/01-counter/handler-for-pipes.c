/*
 * handler-for-pipes.c - SIGPIPE is ignored once, and handled after that.
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
    signal(SIGPIPE, SIG_IGN);
    signal(SIGPIPE, act);
    return load.threads * load.work;
}
