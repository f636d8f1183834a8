/*
 * dead.h - what of a stack doesn't matter: the slots of a frame that its code overwrites first of
 * all when a call returns. Unoptimised code keeps there what the call returned the last time; two
 * turns of a loop that differ in that alone are in the same state.
 */
#ifndef DEAD_H
#define DEAD_H

#include <stdint.h>

enum { MOST_DEAD = 8 };

struct dead {
    int count;
    struct {
        uintptr_t at;
        uint32_t size;
    } slot[MOST_DEAD];
};

/*
 * The slots that the code at pc overwrites before it reads them, jumps or calls; frame is its frame
 * pointer. What isn't understood ends the list: fewer than there are is always right. Empty on
 * processors whose code isn't read.
 */
struct dead dead_slots(const void *pc, uintptr_t frame);

/* The word at the address, with those bytes 0 that are dead. */
uint64_t dead_left_out(const struct dead *dead, const uint64_t *at);

#endif
