/* deadline.c - see deadline.h. */
#include "core/deadline.h"

#include "core/state.h"

#include <time.h>

int __real_clock_gettime(clockid_t, struct timespec *);

STATE static double latest = 0; /* 0: whenever */

double deadline_now(void)
{
    struct timespec time;
    __real_clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void deadline_set(double until)
{
    latest = until;
}

bool deadline_is_past(void)
{
    return latest != 0 && deadline_now() >= latest;
}
