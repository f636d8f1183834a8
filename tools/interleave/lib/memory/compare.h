/*
 * compare.h - for tests: going back to a mark comes to the state in which an execution from main
 * gets there.
 *
 * Theory of operation. Where interleave_options.compare_marks asks for it, the state is copied once
 * a mark is put back. Then the same execution is begun anew at main, along the same path, and halts
 * at the node of the mark. Both states must be the same, byte for byte: the library's own
 * variables, all of them; threads, with their stacks and thread-local storage; cells, objects,
 * scratch memory, the path and the schedule so far; the program's globals and its heap. What is
 * left out counts for nobody: see compare.c. If something differs, it is told, and the process
 * ends.
 *
 * What nobody set would differ, too. So all that an execution leaves behind is made 0 before the
 * next one, and what is left below a thread's stack whenever it chooses.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "engine/engine.h"

/* The exit status of a process in which something differs. */
enum { COMPARE_DIFFERS = 70 };

/* Makes 0 what the execution before has left on stacks, in threads and in scratch memory: one from
 * main, or from a mark, begins. */
void compare_wipe(void);

/* The same for what is below the stack that runs. */
void compare_wipe_below(void);

/* Variables of the library that are no part of the state; a list of them ends with NULL. */
struct compare_range {
    const void *start;
    size_t size;
};

/* The mark at that node was put back. Compares, and leaves the state of any execution. own: what
 * marks are kept in. */
void compare_with_fresh(int node, const struct compare_range *own);

/* Whether an execution from main is under way, which makes no marks; whether it halts at the node;
 * and what it does there, on the explorer's stack. */
bool compare_is_under_way(void);
bool compare_is_at(int node);
void compare_halt(void);

#endif
