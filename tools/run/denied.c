/*
 * denied.c - the system calls that a program in the sandbox does not have; see denied.h.
 *
 * Two kinds. With the first, a program could have the kernel keep memory that no process has
 * mapped, so that no limit would see it. The others reach into another process or into rarely used
 * parts of the kernel; no exercise, compiler or linker needs any of them. Each says EPERM.
 */
#include "run/denied.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
enum { ARCHITECTURE = (int)AUDIT_ARCH_X86_64, FIRST_OF_X32 = 0x40000000 };
#elif defined __aarch64__
enum { ARCHITECTURE = (int)AUDIT_ARCH_AARCH64, FIRST_OF_X32 = 0x40000000 };
#else
#error "the filter knows x86-64 and aarch64 only"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define END_WITH(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define DENY(call)                                     \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), \
        END_WITH(SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA))

static const struct sock_filter filter[] = {
    /* Calls of another architecture have other numbers. */
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)ARCHITECTURE, 1, 0),
    END_WITH(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_OF_X32, 0, 1),
    END_WITH(SECCOMP_RET_KILL_PROCESS),
    /* Memory that no process has mapped. */
    DENY(SYS_memfd_create),
#ifdef SYS_memfd_secret
    DENY(SYS_memfd_secret),
#endif
    DENY(SYS_shmget),
    DENY(SYS_msgget),
    DENY(SYS_semget),
    /* Other processes. */
    DENY(SYS_ptrace),
    DENY(SYS_process_vm_readv),
    DENY(SYS_process_vm_writev),
    /* The rest of the kernel. */
    DENY(SYS_bpf),
    DENY(SYS_perf_event_open),
    DENY(SYS_userfaultfd),
    DENY(SYS_io_uring_setup),
    DENY(SYS_keyctl),
    DENY(SYS_add_key),
    DENY(SYS_request_key),
    END_WITH(SECCOMP_RET_ALLOW),
};

int denied_calls(void)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    /* It is far smaller than what any pipe holds, so nobody waits. */
    const ssize_t written = write(ends[1], filter, sizeof filter);
    close(ends[1]);
    if (written != (ssize_t)sizeof filter) {
        close(ends[0]);
        return -1;
    }
    return ends[0];
}
