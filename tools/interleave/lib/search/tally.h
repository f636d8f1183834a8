/*
 * tally.h - what the executions of a search came to, and the result that it makes.
 */
#ifndef TALLY_H
#define TALLY_H

#include "search/strategies.h"

/* Everything goes into this result, which is empty, from now on. */
void tally_begin(struct interleave_result *result);

/* Adds the execution that has just ended. */
void tally_execution(void);

/* Counts begin anew, with another search or a part of one; what was found stays. */
void tally_forget(void);

/* Nothing was found, either. */
void tally_forget_found(void);

/* Counts begin anew for a part of a search, which another process adds to the whole: events and
 * steps count from 0, too. */
void tally_part(void);

/* Of what was found, the schedules give way to any that come, even if they aren't simpler. */
void tally_yield(void);

/* Of what was found, the schedules stay as they are, even if simpler ones come. */
void tally_settle(void);

/* A search that drew schedules at random has ended: what it covered. */
void tally_sampled(const struct strategy *strategy);

/* Whether anything was found, in this search or before. */
bool tally_found_any(void);
bool tally_found_more_than_a_race(void);

/* The same, in this search alone. */
bool tally_finds_more_than_a_race(void);

/* Whether an execution of this search was cut as too long. */
bool tally_was_too_long(void);

/* The same of all searches. */
bool tally_none_ever_ended(void);

/* Since tally_begin, has any execution come to its end before its length or the clock ended it? */
bool tally_any_ended(void);

/* Whether no execution of this search came to its end, and some were cut as too long. */
bool tally_none_ended(void);

/* Writes all of it to a file; adds to it what was written. False: it didn't work; errno says why,
 * or is 0 if the file ends too soon. */
bool tally_save(int file);
bool tally_add(int file);

#endif
