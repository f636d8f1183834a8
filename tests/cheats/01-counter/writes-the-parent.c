/*
 * writes-the-parent.c - it writes into the memory of who judges.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t process_vm_writev(pid_t, const struct iovec *, unsigned long, const struct iovec *,
                          unsigned long, unsigned long);

long total(struct workload load)
{
    process_vm_writev(getppid(), NULL, 0, NULL, 0, 0);
    return load.threads * load.work;
}
