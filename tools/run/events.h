/*
 * events.h - what a program told through its events' descriptor: lines of JSON, one an event.
 *
 *     {"event": "total", "threads": 2, "work": 1000000, "expected": 2000000, "total": 1345678,
 *      "seconds": 0.012,                   how long total() took, on the clock
 *      "started": 2, "reports": 0, "proof": "…"}       as struct told has it
 *     {"event": "tsan"}                    TSan's collector is in place; told before main
 *     {"event": "crash", "signal": 11, "address": 4711}      of the instruction, as linked; in a
 * TSan build, before it dies of the signal
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

/*
 * Do all events of that name carry the proof that this run was given (RACETRACK_PROOF)? What the
 * harness writes does; a program that writes one itself doesn't know it. True if there are none.
 */
bool events_proven(const struct outcome *outcome, const char *name);

/* What a program told of its total. */
struct told {
    bool proven; /* by the proof that this run was given; else anybody may have written it */
    long total;
    long expected; /* as the program itself says: for showing, not for judging */
    double seconds;
    long started; /* threads, as counted where the plain program is linked; -1: not counted */
    long reports; /* of TSan's, before the total; -1: there is no TSan */
};

/*
 * The total that the program told last, into *told, if it then ended by itself. False if it told
 * none, or something else in its place, or was ended.
 */
bool events_total(const struct outcome *outcome, struct told *told);

/*
 * Says how a program that told no total ended: "ended without a total (exit status 0)", or what
 * outcome_in_words says. Writes at most size bytes; returns buffer.
 */
const char *no_total_in_words(const struct outcome *outcome, const struct limits *limits,
                              char *buffer, size_t size);

#endif
