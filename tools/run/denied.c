/*
 * denied.c - the system calls that a program in the sandbox does not have; see denied.h.
 *
 * Two kinds. With the first, a program could have the kernel keep memory that no process has
 * mapped, so that no limit would see it. The others reach into another process or into rarely used
 * parts of the kernel; no exercise, compiler or linker needs any of them. Each says EPERM.
 *
 * libseccomp knows the numbers of each architecture. It has the kernel end a program that calls by
 * those of another one, x32 among them.
 */
#include "run/denied.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <unistd.h>

static const char *const denied[] = {
    /* Memory that no process has mapped. */
    "memfd_create", "memfd_secret", "shmget", "msgget", "semget",
    /* Other processes. */
    "ptrace", "process_vm_readv", "process_vm_writev",
    /* The rest of the kernel. */
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key", "request_key"};

/* Adds the rules. Returns 0 or an error number. What libseccomp doesn't know is newer than it: a
 * kernel of its time doesn't have that call either. */
static int add_rules(scmp_filter_ctx filter)
{
    int error = -seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    for (size_t i = 0; i < sizeof denied / sizeof *denied && error == 0; i++) {
        const int number = seccomp_syscall_resolve_name(denied[i]);
        if (number != __NR_SCMP_ERROR) {
            error = -seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
        }
    }
    return error;
}

/* Writes the filter as classic BPF. Returns 0 or an error number. */
static int write_filter(int to)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL) {
        return ENOMEM;
    }
    int error = add_rules(filter);
    if (error == 0) {
        error = -seccomp_export_bpf(filter, to);
    }
    seccomp_release(filter);
    return error;
}

int denied_calls(void)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    /* The filter is far smaller than what any pipe holds, so nobody waits. */
    const int error = write_filter(ends[1]);
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    return ends[0];
}
