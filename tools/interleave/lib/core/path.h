/* path.h - the execution at hand as a path of the tree of all: a node for each choice. */
#ifndef PATH_H
#define PATH_H

#include "core/execution.h"

/* One step, or one other choice, on the path of the execution at hand. */
struct node {
    bool is_number;
    int16_t chosen;
    int16_t numbers; /* how many there were to choose from */
    thread_set enabled;
    thread_set untried; /* find: what is left; prove: what must be tried (backtrack set) */
    thread_set done;    /* prove: what was */
    thread_set sleep;   /* prove: what need not be, as it would only repeat */
    int16_t touch_count;
    enum step_kind kind;
    struct touch *touches;              /* where the step was */
    uint32_t index;                     /* the step's index in its thread, from 1 */
    int32_t footprints, footprints_end; /* where the steps of done were; see prove.c */
    const struct clock *depends;        /* the steps that this one depends on, itself included */
    const struct clock *released;       /* of a section: what its unlock passes on */
};

/* The path. length nodes are there; those below kept are done again as they were. */
struct path {
    struct node *nodes;
    int length, kept, room;
};

extern OWN struct path path;

/* Adds a node at the end; aborts the program without memory. */
struct node *path_push(void);

#endif
