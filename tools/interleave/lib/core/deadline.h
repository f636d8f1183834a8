/* deadline.h - until when the search under way may go on. */
#ifndef DEADLINE_H
#define DEADLINE_H

#include <stdbool.h>

/* How often a program is looked at that may be stuck: of its processor time. */
enum { TICK_MICROSECONDS = 50000 };

/* Whether the time for the search under way is over; its executions end then, too. */
bool deadline_is_past(void);

/* From now on it is over then: 0: never. */
void deadline_set(double until);

/* Seconds on the clock that deadlines are compared with. */
double deadline_now(void);

#endif
