/*
 * sampling.h - what the strategies that draw schedules at random have in common.
 *
 * They know no tree: each execution is drawn anew, from the generator that was seeded at the
 * search's beginning, so that the same seed gives the same schedules.
 */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "search/strategies.h"

/* Forgets the path, and seeds the generator. */
void sampling_begin(void);

/* Evenly from 0 to below the limit, which isn't 0. */
uint64_t sampling_below(uint64_t limit);

/* Any of the threads, of which there is at least one. */
int sampling_thread(thread_set threads);

/* What struct strategy wants, but for the threads. */
int sampling_number(int count);
int sampling_store(int count);

#endif
