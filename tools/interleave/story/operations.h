/*
 * operations.h - a trace in which what a library calls one operation is one event.
 */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include <jansson.h>

/*
 * Folds the operations of libraries that tell of them (interleave_annotate.h): each that has ended
 * becomes its first event, "operation", and stands where it last took a lock or accessed an atomic,
 * which is where it takes effect; one that waits when the execution ends becomes its "operation
 * waits", and the thread is stuck at the object. What failed inside of an operation is not folded
 * away: then, and where there is none, the trace is as it was. race: the entry of `found` of a data
 * race whose accesses are to be seen, or NULL.
 * Returns a new reference to an array of the trace's events; NULL without memory.
 */
json_t *operations_folded(const json_t *trace, const json_t *race);

#endif
