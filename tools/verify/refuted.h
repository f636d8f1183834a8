/*
 * refuted.h - what ThreadSanitizer reported, and the explorer has shown not to happen.
 *
 * TSan reports two things that need not be so. A lock-order inversion is a potential for a deadlock
 * (Goodlock: Havelund, SPIN 2000): where another lock, a semaphore or a phase keeps the threads of
 * the cycle apart, none ever comes. And where the program orders its accesses by what TSan has no
 * model of, as by fences (C17 7.17.4), it reports a data race that isn't one. The explorer knows of
 * both, so where it has proved that every schedule is right, the report is a remark, no failure.
 *
 * It is refuted only
 *   - if the small case was proved, and the next larger one, as far as can be seen in the time,
 * does not fail;
 *   - of a cycle of locks: if there were as many threads as locks in it, as that many can deadlock;
 *   - of a data race: if the program uses what TSan can't follow;
 *   - if the exercise isn't about the report itself (exercise.h, tsan_decides).
 */
#ifndef VERIFY_REFUTED_H
#define VERIFY_REFUTED_H

#include "verify/verify.h"

/* Makes of a race_free that failed one that passed, with a remark, where interleavings has refuted
 * all that was reported; the reports stay in its evidence. Else leaves it as it is. */
void refuted_judge(const struct subject *subject, const struct finding *interleavings,
                   struct finding *race_free);

#endif
