/*
 * fork-by-another-name.c - the same, by a name that only the C library knows.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <unistd.h>

pid_t _Fork(void);

long total(struct workload load)
{
    if (_Fork() == 0) {
        _exit(0);
    }
    return load.threads * load.work;
}
