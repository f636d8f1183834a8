/*
 * timer-thread.c - the C library starts a thread for it, which nobody watches.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <signal.h>
#include <time.h>

static void act(union sigval value)
{
    (void)value;
}

long total(struct workload load)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD};
    timer_t timer;
    event.sigev_notify_function = act;
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    return load.threads * load.work;
}
