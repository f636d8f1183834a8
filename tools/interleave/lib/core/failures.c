/* failures.c - what each kind of failure is called. */
#include "interleave.h"

const char *interleave_failure_name(enum interleave_failure failure)
{
    static const char *const names[] = {"right",        "crash",          "failed assertion",
                                        "wrong result", "deadlock",       "lost wake-up",
                                        "livelock",     "use after free", "mutex misuse",
                                        "data race",    "thread leak"};
    return names[failure];
}
