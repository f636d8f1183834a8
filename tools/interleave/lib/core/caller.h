/* caller.h - which frames of a stack are the program's, and which the library's. */
#ifndef CALLER_H
#define CALLER_H

#include "core/thread.h"

/* Of the frames from this one up, the first that was called by the program: those of the library
 * stand in a section of their own and keep frame pointers. NULL if there is none. */
const uintptr_t *caller_frame(const uintptr_t *frame, const struct fiber *fiber);

/* The return address of the running thread's call into the library, NULL if it isn't known. */
const void *caller_place(void);

/* Where the program was loaded: what is told of its addresses counts from there. */
uintptr_t caller_base(void);

#endif
