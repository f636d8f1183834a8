/*
 * signal-action.c - a handler that is given the registers of whom it interrupts.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <signal.h>

static void act(int number, siginfo_t *information, void *registers)
{
    (void)number;
    (void)information;
    (void)registers;
}

long total(struct workload load)
{
    const struct sigaction action = {.sa_sigaction = act, .sa_flags = SA_SIGINFO};
    sigaction(SIGALRM, &action, NULL);
    return load.threads * load.work;
}
