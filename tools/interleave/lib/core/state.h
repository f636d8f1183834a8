/*
 * state.h - the library's own variables, which stay as they are when the program's are put back.
 */
#ifndef STATE_H
#define STATE_H

#define STATE __attribute__((section("interleave_state")))

/* Of one that several files use: it is in no other library, so its address is known at the link. */
#define OWN __attribute__((visibility("hidden")))

#endif
