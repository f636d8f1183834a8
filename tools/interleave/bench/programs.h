/* programs.h - what the benchmark explores: counters, for they are nearly all scheduling, and what
 * a proof has it easier with. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <stdbool.h>

struct benched {
    const char *name; /* as relacy.cpp knows it */
    const char *words;
    long (*run)(void *argument); /* for interleave_explore; it needs no argument */
    bool large;                  /* too many schedules to run them all without reduction */
};

extern const struct benched benched[];
extern const int benched_count;

/* Programs whose proofs are long, so that it matters where an execution begins. */
extern const struct benched repeated[];
extern const int repeated_count;

/* Programs that nothing is wrong with, to be proved. */
extern const struct benched proved[];
extern const int proved_count;

#endif
