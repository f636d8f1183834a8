/*
 * timeline.h - one execution as a person reads it: a row for each step that matters, a column for
 * each thread.
 */
#ifndef TIMELINE_H
#define TIMELINE_H

#include "interleave/trace/names.h"

#include <stdio.h>

struct timeline_options {
    bool all;     /* show events that nobody needs, too */
    bool unicode; /* arrows and dots as one would draw them */
    bool colour;
    const json_t *wrong; /* the event at which it went wrong, to be marked; NULL: none */
};

/* Writes the trace as a table. */
void timeline_show(const json_t *trace, struct names *names, const struct timeline_options *options,
                   FILE *out);

/*
 * What one event does, in a few words: "reads value -> 0", "locks guard". Returns text; empty for
 * an event that has no words.
 */
const char *timeline_words(const json_t *event, struct names *names, bool unicode,
                           char text[static TEXT_SIZE]);

/*
 * Those events that matter to more than their own thread: accesses to what several threads use and
 * one writes, and calls. Returns a new array of references.
 */
json_t *timeline_that_matters(const json_t *trace);

#endif
