/*
 * another-version.c - the name of fork says which version of it, as a linker's script would.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <sys/types.h>
#include <unistd.h>

pid_t one_more(void) __asm__("fork@GLIBC_2.2.5");

long total(struct workload load)
{
    if (one_more() == 0) {
        _exit(0);
    }
    return load.threads * load.work;
}
