/*
 * denied.h - the system calls that a program in the sandbox does not have.
 */
#ifndef DENIED_H
#define DENIED_H

/*
 * Returns a descriptor from which bubblewrap can read the filter (seccomp(2), classic BPF), or -1
 * with errno set. The caller closes it.
 */
int denied_calls(void);

#endif
