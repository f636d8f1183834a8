/*
 * report.h - makes lines, names and words of what collect.c collected.
 *
 * A report, resolved, is an object:
 *     kind        TSan's word: "data-race", "lock-order-inversion", "thread-leak", ...
 *     headline    one line: "data race on value: value@20:R vs value@24:W"
 *     variable    what raced: "value", "bins[17]", "accounts[3].balance", "*id"; null if unknown
 *     pair        of a race: "value@20:R vs value@24:W": the expressions in the source, their
 *                 lines, read or write; the smaller line first, then the read; the same in every
 *                 run, whichever thread came second. Else null.
 *     count       how many reports of the run were alike (kind, pair and places)
 *     accesses    in the order of the pair: thread ("T1", "main"), worker (the thread's function),
 *                 access ("read", "write", "atomic read", "atomic write"), size, expression, locks
 *                 (names; "reading NAME" for a read lock; null if TSan doesn't tell), stack
 *     locations   of a race: where the memory is: kind ("global", "heap", "stack", "tls", "fd"),
 *                 thread (whose), size and stack (where it was allocated, if on the heap)
 *     mutexes     name, stack (where TSan first saw it; of an inversion, where it was taken)
 *     threads     thread, parent, stack (where it was created)
 *     stacks      the report's other stacks; of an inversion two for each mutex: where the next
 *                 one was taken while it was held, and where it was taken itself
 *     unmodelled  calls in the program that order threads and that TSan does not follow, as in
 *                 unmodelled.h: where there are some, the report may be false
 * A stack is an array of places, the innermost first: file, line, column, function, source. Code
 * without debug information (the C library, TSan itself) is left out.
 */
#ifndef REPORT_H
#define REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Far more than any program of the kit gives; each takes its time to resolve. */
enum { MOST_REPORTS = 100 };

/*
 * Resolves the reports of one run of a program, the first MOST_REPORTS of them, folds those that
 * are alike into one and puts them into an order that does not depend on the run. raw: the run's
 * events of that name (run/events.h), as collect.c wrote them; not changed. *resolved: a new array,
 * the caller's. Returns 0; EINVAL: collect.c never wrote that, so the program did; ENOEXEC: the
 * program has no debug information; ENOMEM. On an error *error holds a message that the caller
 * frees (NULL without memory).
 */
int reports_resolve(const char *program, const json_t *raw, json_t **resolved, char **error);

/* A mutex by its name in a report: mutex "lock", as the explorer calls it; of one without a name,
 * "mutex M1". */
enum { REPORT_NAME = 256 };
const char *report_mutex(const char *name, char called[static REPORT_NAME]);

/* How many of them were more than MOST_REPORTS. */
size_t reports_left_out(const json_t *raw);

/*
 * Tells resolved reports in words: what raced, the two source lines beside each other, the locks,
 * what that means, where to read on. The first of each variable in full, the others in a line.
 */
void reports_explain(const json_t *resolved, FILE *out, bool colour);

#endif
