/*
 * kills-the-parent.c - who is dead does not judge.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <signal.h>
#include <unistd.h>

long total(struct workload load)
{
    kill(getppid(), SIGKILL);
    return load.threads * load.work;
}
