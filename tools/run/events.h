/*
 * events.h - what a program told through its events' descriptor: lines of JSON, one an event.
 *
 *     {"event": "total", "threads": 2, "work": 1000000, "expected": 2000000, "total": 1345678,
 *      "seconds": 0.012}                   how long total() took, on the clock
 *     {"event": "tsan"}                    TSan's collector is in place; told before main
 *     {"event": "report", "report": {…}}       TSan's, see tsan-report/report.h
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "run/run.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Returns the payloads of all events of that name, in their order, as a new array that the caller
 * releases (json_decref); NULL if there is no memory. Lines that are no event are passed over.
 */
json_t *events_named(const struct outcome *outcome, const char *name);

/* The total that the program told last, into *total; false if it told none. */
bool events_total(const struct outcome *outcome, long *total);

#endif
