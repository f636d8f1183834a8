/*
 * traces-the-parent.c - it takes hold of who judges.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/ptrace.h>
#include <unistd.h>

long total(struct workload load)
{
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
    return load.threads * load.work;
}
