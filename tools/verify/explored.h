/*
 * explored.h - runs the program with the explorer behind it, and takes what that tells.
 */
#ifndef VERIFY_EXPLORED_H
#define VERIFY_EXPLORED_H

#include "verify/verify.h"

/* The case that is explored: threads, and work for each. */
struct explored_case {
    long threads, work;
};

/* The case of the contract that is small enough to see every interleaving of. */
struct explored_case explored_small(const struct subject *subject);

/*
 * Explores the case with the options, as interleave's library reads them: "mode=auto;seconds=10".
 * Returns what was told (interleave/README.md), which the caller releases; NULL if nothing was that
 * can be believed, and then the finding says why.
 */
json_t *explored_tell(const struct subject *subject, const char *options, struct explored_case load,
                      struct finding *finding);

/*
 * Looks for the failure in smaller cases, has its schedule made small, which takes its place in
 * explored (with arguments, "threads,work", of a smaller case), and tells its story: an object with
 * the bug's kind, the message of what came out with the threads' names, a sentence about its cause
 * (empty: it isn't known), the steps, an array of objects with thread, words, wrong and, where they
 * are known, file, line and column; and story, the same as `interleave run --json` has it
 * (interleave/story/reduced.h). A new object, or NULL if that can't be had.
 */
json_t *failing_story(const struct subject *subject, struct explored_case load, json_t *explored);

/* The word for a failure among verify's reasons: "data-race" for "data race". */
const char *explored_reason(const char *failure);

#endif
