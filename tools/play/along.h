/*
 * along.h - a schedule, step by step: which thread goes on next, if it is to be followed.
 *
 * A schedule (interleave.h) counts each thread's accesses and calls, of which a step has several.
 * Where a session stands is told in the same counts, so the first part of the schedule that is not
 * done yet names the thread.
 */
#ifndef ALONG_H
#define ALONG_H

#include "interleave/stepping/stepping.h"

/*
 * Does from where the session stands what the schedule has from there on, and goes on to the end of
 * the program or of the schedule. Returns 0; EINVAL, if it doesn't fit; or an error of stepping.h.
 */
int along(struct stepping *session, const char *schedule);

#endif
