/*
 * spots.h - the places at which the order of threads may matter, as earlier executions of the
 * search have shown: more than one thread has a step there, and one of them writes.
 */
#ifndef SPOTS_H
#define SPOTS_H

#include "search/strategies.h"

/* Nothing is known. */
void spots_begin(void);

/* The thread does its announced step now. Once a step, however often it is called. */
void spots_note(int thread);

/* Whether it is one of them, as far as is known. */
bool spots_matters(const struct place *place);

/* Any of them; NULL if none is known. */
struct place *spots_draw(void);

/* The site of the last step there in this execution with which one that writes, or only reads,
 * doesn't commute; NULL if there was none. */
const void *spots_before(const struct place *place, bool writes);

/* How many steps the thread has there, as far as is known: the most in one execution. */
uint32_t spots_expected(const struct place *place, int thread);

/* Whether the thread's announced step is there. */
static inline bool spots_is_at(int thread, const struct place *place)
{
    const struct step *step = &engine.threads[thread].next;
    return (step->places > 0 && step->place[0] == place) ||
           (step->places > 1 && step->place[1] == place);
}

#endif
