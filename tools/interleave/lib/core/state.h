/*
 * state.h - the library's own variables, which stay as they are when the program's are put back.
 */
#ifndef STATE_H
#define STATE_H

#define STATE __attribute__((section("interleave_state")))

#endif
