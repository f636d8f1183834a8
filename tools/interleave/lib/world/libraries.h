/*
 * libraries.h - the globals of shared libraries that are no part of the C library. What these do is
 * not under control, but what they keep is put back like the program's own, so that one execution
 * finds nothing of the one before.
 */
#ifndef LIBRARIES_H
#define LIBRARIES_H

#include "core/state.h"

#include <stdbool.h>

/* Takes note of them as they are now. Returns 0 or an error number. */
int libraries_remember(void);

/* Whether they are as they were then. */
bool libraries_are_as_remembered(void);

/* Puts them back. */
void libraries_put_back(void);
extern OWN int libraries_kept;
static inline void libraries_restore(void)
{
    if (libraries_kept > 0) {
        libraries_put_back();
    }
}

#endif
