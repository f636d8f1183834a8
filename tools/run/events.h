/*
 * events.h - what a program reports on its events' descriptor: one line of JSON for each event.
 *
 *     {"event": "total", "threads": 2, "work": 1000000, "expected": 2000000, "total": 1345678,
 *      "seconds": 0.012,                   how long total() took, on the clock
 *      "started": 2, "left": 0, "reports": 0, "proof": "…"}       see struct reported_total
 *     {"event": "tsan"}                    TSan's collector is in place; written before main
 *     {"event": "crash", "signal": 11, "address": 4711}      the instruction's address, as linked;
 * a TSan build writes it before it dies of the signal
 *     {"event": "report", "report": {…}}       TSan's, see tsan-report/report.h
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "run/run.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Returns the payloads of all events of that name, in their order, as a new array that the caller
 * releases (json_decref); NULL if there is no memory. Other lines are skipped.
 */
json_t *events_named(const struct outcome *outcome, const char *name);

/*
 * Do all events of that name carry the proof that this run was given (RACETRACK_PROOF)? What the
 * harness writes does; a program that writes one itself doesn't know it. True if there are none.
 */
bool events_proven(const struct outcome *outcome, const char *name);

/* What a program reported about its total. */
struct reported_total {
    bool proven; /* it carries the proof that this run was given; else it may be forged */
    long total;
    long expected; /* by the program itself: to show, not to judge by */
    double seconds;
    long started; /* threads, as counted in the plain program and under TSan; -1: not counted */
    long left;    /* those that were neither joined nor detached when total returned; or -1 */
    long reports; /* of TSan's, before the total; -1: there is no TSan */
};

/*
 * Puts the total that the program reported last into *reported. False if it reported none, or
 * another thing in its place, or if it was killed.
 */
bool events_total(const struct outcome *outcome, struct reported_total *reported);

/*
 * "2 threads were never joined; ", or "" if none was left. Writes at most size bytes; returns
 * buffer.
 */
const char *left_in_words(const struct reported_total *reported, char *buffer, size_t size);

/*
 * Says how a program that reported no total ended: "ended without a total (exit status 0)", or what
 * outcome_in_words says. Writes at most size bytes; returns buffer.
 */
const char *no_total_in_words(const struct outcome *outcome, const struct limits *limits,
                              char *buffer, size_t size);

#endif
