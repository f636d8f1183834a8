/*
 * program.h - small programs of atomic operations, written as text, and the set of outcomes that
 * each can have: what all loads read, and what the locations hold in the end.
 *
 *     "x=1 y? | y=1 x?"       threads between bars; x=1 stores, x? loads, x+1 adds and reads, f is
 *                             a fence; a letter after each says its order: none relaxed, a acquire,
 *                             l release, q both, s seq_cst: "x=1s fs y?a"
 */
#ifndef LITMUS_PROGRAM_H
#define LITMUS_PROGRAM_H

#include "operations.h"

#include <stddef.h>

enum { MOST_THREADS = 4, MOST_OPERATIONS = 6, MOST_OUTCOMES = 4096 };

struct operation_at {
    enum operation operation;
    int location;
    long value;
    memory_order order;
};

struct program {
    int threads;
    int count[MOST_THREADS];
    struct operation_at at[MOST_THREADS][MOST_OPERATIONS];
};

/* An outcome: a digit for each value read, thread after thread, then one for each location. */
struct outcomes {
    size_t count;
    long value[MOST_OUTCOMES]; /* sorted, each once */
};

void program_read(const char *text, struct program *program);
void program_write(const struct program *program, char *text, size_t size);

void outcomes_add(struct outcomes *outcomes, long value);

/* What RC11 allows, from its axioms: every choice of which store each load reads and of each
 * location's modification order is tried. Lahav et al., PLDI 2017, section 3. */
void outcomes_by_axioms(const struct program *program, struct outcomes *outcomes);

#endif
