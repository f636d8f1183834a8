/* programs.h - what the benchmark explores: counters, for they are nearly all scheduling. */
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

#endif
