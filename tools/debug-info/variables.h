/*
 * variables.h - what lies at an address of a program: which variable, and of it which element and
 * member, with its type.
 */
#ifndef VARIABLES_H
#define VARIABLES_H

#include "debug-info/types.h"

enum { PART_NAME = 256 };

/* A variable, or a part of one. */
struct part {
    char name[PART_NAME]; /* "accounts[3].balance" */
    const char *root;     /* the variable's own name, "accounts" */
    const char *function; /* that declares it; NULL: none, it is global */
    unsigned long start;  /* of the variable: an address as linked, or an offset of storage */
    struct type type;     /* of the part */
};

/* Of a function that is being run, as the trace tells it. */
struct frame_place {
    unsigned long function; /* an address in it, as linked */
    unsigned long base;     /* its frame pointer */
    unsigned long top;      /* its stack pointer, once it had made room for its variables */
};

/*
 * The part at `size` bytes from an address on: of a global or static variable, as linked; of a
 * thread-local one, by its offset in the program's thread-local storage; of a parameter or local of
 * a function, by where it is while that runs. mention, which may be NULL, decides between
 * bit-fields and between members of a union: see types.h. False if there is none.
 */
bool variables_global(struct debug_info *info, unsigned long address, size_t size,
                      const struct mention *mention, struct part *part);
bool variables_thread_local(struct debug_info *info, unsigned long offset, size_t size,
                            const struct mention *mention, struct part *part);
bool variables_local(struct debug_info *info, const struct frame_place *frame,
                     unsigned long address, size_t size, const struct mention *mention,
                     struct part *part);

#endif
