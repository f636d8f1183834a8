/*
 * pool.h - does many gradings, several at a time, and shows how far it is.
 */
#ifndef GRADE_POOL_H
#define GRADE_POOL_H

#include "grade/work.h"

#include <stddef.h>

struct pooled {
    size_t done;
    size_t unable;
};

/*
 * Does all works, each in a process of its own that dies with this one, so many at a time. A bar
 * with the time left goes to standard error if that is a terminal, else a line now and then.
 * Returns 0; 3: a result could not be stored, and it has stopped; or 128 + the number of the
 * signal (SIGINT, SIGTERM, SIGHUP) that told it to end, with all that it started dead.
 */
int pool_run(const struct how *how, const struct work *works, size_t count, int jobs,
             struct pooled *pooled);

#endif
