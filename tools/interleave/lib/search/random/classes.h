/*
 * classes.h - the steps that threads do, by class: those at one place in memory, from one site in
 * the source, are of one class, whichever thread does them. What is known of a class is from
 * earlier executions of the search.
 */
#ifndef CLASSES_H
#define CLASSES_H

#include "search/strategies.h"

struct step_class {
    struct place *place;
    const void *site;
    bool reads, writes;
    thread_set threads;        /* that did such a step */
    uint32_t most;             /* times that one thread did so in one execution */
    uint32_t execution;        /* in which the rest holds */
    uint32_t now[MAX_THREADS]; /* how often each did it */
};

enum { MOST_CLASSES = 1 << 10 }; /* what is more is not looked at */

/* Nothing is known. */
void classes_begin(void);

/* The thread does its announced step now. Once a step, however often it is called. */
void classes_note(int thread);

/* Classes have numbers from 0 in the order in which they were first seen. */
int classes_count(void);
const struct step_class *classes_numbered(int number);

/* How often the thread did it in this execution. */
uint32_t classes_done(const struct step_class *class, int thread);

#endif
