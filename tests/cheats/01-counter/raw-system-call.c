/*
 * raw-system-call.c - it ends past all that the C library and TSan do at an end.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/syscall.h>
#include <unistd.h>

long syscall(long, ...);

long total(struct workload load)
{
    syscall(SYS_exit_group, 0);
    return load.threads * load.work;
}
