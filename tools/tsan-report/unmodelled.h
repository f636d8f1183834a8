/*
 * unmodelled.h - what a program uses that orders threads, and that ThreadSanitizer does not follow:
 * what is ordered so alone may be reported though it is right.
 */
#ifndef UNMODELLED_H
#define UNMODELLED_H

#include "debug-info/debug_info.h"

#include <jansson.h>

/*
 * Finds the calls of such functions in a program that is built with -fsanitize=thread, where its
 * debug information tells of them: a new array of objects with call ("atomic_thread_fence"), file,
 * line, and explored: whether interleave follows it. The caller releases it. What the TSan in the
 * program does follow is not there: newer ones follow more. Empty if there are none, or if the
 * program can't be read.
 */
json_t *unmodelled_calls(const char *program, struct debug_info *info);

/*
 * Of these, those that may be why a report of that kind ("data-race") is false. report: resolved,
 * as in report.h, for what its accesses' source lines say. A new array.
 */
json_t *unmodelled_for(const json_t *calls, const json_t *report);

#endif
