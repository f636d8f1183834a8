/*
 * diagnosis.h - one sentence that names the bug which a failing execution shows, and the step at
 * which it went wrong.
 *
 * Nearly all concurrency bugs other than deadlocks break what was meant to be atomic or in order,
 * and show in the order of at most four accesses (Lu, Park, Seo, Zhou, "Learning from mistakes",
 * ASPLOS 2008); these are looked for, the more telling first.
 */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "names.h"

struct diagnosis {
    char sentence[TEXT_SIZE]; /* empty: nothing is known that the message doesn't say */
    const json_t *wrong;      /* the event, one of the trace; NULL: not known */
};

/*
 * Looks at the trace of the failure: "wrong result", "deadlock", …. race: the entry in the result
 * of a data race that was found too, or NULL.
 *
 * Of a wrong result or a failed assertion: a lost update (a thread writes what it computed from a
 * value that it read before another's write); a stale wake-up (what was true at the signal no
 * longer holds when its waiter has the lock); check, then act (a thread reads, another writes, and
 * then the first one writes, after it has read again); accesses of two places that were meant to be
 * one step, between which another thread accesses both; a race's two accesses in an order that
 * nothing forbids.
 */
struct diagnosis diagnosis_of(const json_t *trace, const char *failure, const json_t *race,
                              struct names *names);

#endif
