/*
 * events.h - the steps that threads do, as kinds: those at one place in memory, from one site in
 * the source, are one event, whichever thread does them. What is known of them is from earlier
 * executions of the search.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "search/strategies.h"

struct event {
    struct place *place;
    const void *site;
    bool reads, writes;
    thread_set threads;        /* that did it */
    uint32_t most;             /* times that one thread did it in one execution */
    uint32_t execution;        /* in which the rest holds */
    uint32_t now[MAX_THREADS]; /* how often each did it */
};

enum { MOST_EVENTS = 1 << 10 }; /* what is more is not looked at */

/* Nothing is known. */
void events_begin(void);

/* The thread does its announced step now. Once a step, however often it is called. */
void events_note(int thread);

/* They have numbers from 0 in the order in which they were first seen. */
int events_count(void);
const struct event *events_numbered(int number);

/* How often the thread did it in this execution. */
uint32_t events_done(const struct event *event, int thread);

#endif
