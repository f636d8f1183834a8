/*
 * facts.h - what of a result is the same in every run, as one object, from which all is shown.
 *
 * The verdict never depends on luck; but what a wrong program happened to do does: its totals, the
 * time that it took, what ThreadSanitizer saw beyond the first kind of report and, of each
 * variable, beyond the first report. None of that is in here, so that the same class gives the same
 * pages, to the byte. Where a steadier check has failed, whether a run's total was right says
 * nothing, and its status is "by-luck"; but if there never is a total, it says so.
 *
 *   verdict    "fixed", "not-fixed", "unable"
 *   original   true: the racy program as it was handed out
 *   checks     name, status ("passed", "failed", "by-luck", "not run", "unable"), reason, summary
 *   decided    the check that tells most of why it is not fixed, or null
 *   reason     that check's reason, or null
 *   compiler   what the compiler said, if anything
 *   reports    what ThreadSanitizer reported, one a variable: kind, headline, places
 *   schedule   a schedule that fails: message, schedule, steps; null if there is none
 * A place: file, line, column, function, source, did ("read", "write", …), what (the expression),
 * worker, locks (names; null where nothing is known). A step: thread, words, file, line, column.
 * The student's own file is called by its stem, "counter.c"; others are the kit's.
 */
#ifndef GRADE_FACTS_H
#define GRADE_FACTS_H

#include <jansson.h>
#include <stdbool.h>

/* own: the name that the student's file has in the result. The caller releases the object. */
json_t *facts_of(const json_t *result, const char *own, bool original);

/* A member's text; "" if there is none. */
const char *facts_text(const json_t *object, const char *key);

/* The thread of a step: as the sentence about the schedule calls it, or else its letter. */
const char *facts_thread(const json_t *step);

/* The check of that name, or NULL. */
const json_t *facts_check(const json_t *facts, const char *name);

enum { FACTS_DECIDED = 300 };

/*
 * What decided it, in a line, and where, as far as that is known: the compiler's first error, or
 * what the check says, and the own file's last line in the schedule that fails, unless that comes
 * to a total. place, an object, is given file, line and column.
 */
void facts_decided(const json_t *facts, const char *own, json_t *place,
                   char text[static FACTS_DECIDED]);

#endif
